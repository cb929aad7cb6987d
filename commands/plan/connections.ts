import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { ConnectionSchema } from '../../model/connection';
import type { Kind } from '../../model/kind-types';
import { KINDS } from '../../model/kinds';
import { ROLE_RESOURCES } from '../../stacks/aws/connection-roles';
import type { Plan } from '../../terraform/json';
import { type RoleAccess, roleAccess } from './access';
import { type ChangeLine, describeObject, policyArns } from './describe';
import { describeAws } from './describe-aws';
import { type PlannedObject, plannedObjects } from './objects';
import { type Fate, indexPlan, type PlanIndex, textOf } from './plan-index';
import type { PlannedConnection } from './workflows';

/** One connection, and everything that a plan changes about it on both sides. */
export interface ConnectionReview {
  key: string;
  name: string;
  schema: ConnectionSchema;
  /** What becomes of the connection itself; `updated` when only something around it changes. */
  fate: Fate;
  /** Key that it had before. */
  movedFrom?: string;
  /** What workflows can refer to it by, when it loses its name or its object id. */
  identity?: PlannedConnection;
  roleArn: string;
  /** The account of the role: its key in the deployment file, and its id. */
  account: string;
  role?: RoleAccess;
  /** ARNs of the policies that narrow each session, on both sides. */
  sessionPolicies: { before: string[]; after: string[] };
  shares: PlannedObject[];
  changes: ChangeLine[];
}

const KIND_OF: Record<ConnectionSchema, Kind> = { legacy: 'legacy-connection', enhanced: 'connection' };

/** Every connection of a plan, those that it removes included. */
export function reviewConnections(plan: Plan, stack: ResolvedStack): ConnectionReview[] {
  const [index, objects] = [indexPlan(plan), plannedObjects(plan)];
  return (['legacy', 'enhanced'] as const).flatMap((schema) =>
    objects
      .filter(({ kind }) => kind === KIND_OF[schema])
      .map((connection) => reviewConnection(connection, schema, { index, objects, stack })),
  );
}

function reviewConnection(
  connection: PlannedObject,
  schema: ConnectionSchema,
  { index, objects, stack }: { index: PlanIndex; objects: PlannedObject[]; stack: ResolvedStack },
): ConnectionReview {
  const { key, fate, before, after, movedFrom } = connection;
  const parts = objects.filter((one) => belongsTo(one, connection));
  const settings = parts.find(({ kind }) => kind === 'connection-settings');
  const [oldName, newName] = (['before', 'after'] as const).map((side) => (settings ?? connection)[side]?.name);
  const roleArn = after?.role_arn ?? before?.role_arn ?? '';
  const roleKey = roleKeyOf(key, roleArn, index, stack);
  const role = roleKey === undefined ? undefined : roleAccess(index, roleKey, stack);
  const changes = [
    ...parts.filter((one) => one !== settings || !isWhole(fate)).map((one) => describeObject(one, stack)),
    ...ROLE_RESOURCES.flatMap((type) => (roleKey === undefined ? [] : index.keyed(type, roleKey))).map(describeAws),
  ].filter((line) => line !== undefined);
  const identity = identityOf(connection, schema, oldName, newName);
  return {
    key,
    name: newName ?? oldName ?? key,
    schema,
    fate: fate === 'unchanged' && changes.length > 0 ? 'updated' : fate,
    ...(movedFrom !== undefined && { movedFrom }),
    ...(identity && { identity }),
    roleArn,
    account: accountOf(roleArn, stack),
    ...(role && { role }),
    sessionPolicies: { before: policyArns(before), after: policyArns(after) },
    shares: parts.filter(({ kind }) => kind === 'connection-share'),
    changes,
  };
}

/** Whether a connection comes, goes or is exchanged, and its name and role with it. */
function isWhole(fate: Fate): boolean {
  return fate === 'created' || fate === 'deleted' || fate === 'replaced';
}

function identityOf(
  { fate, objectId }: PlannedObject,
  schema: ConnectionSchema,
  oldName: string | undefined,
  newName: string | undefined,
): PlannedConnection | undefined {
  const loses = fate === 'replaced' || fate === 'deleted';
  if (!objectId || oldName === undefined || (!loses && (newName === undefined || newName === oldName))) {
    return undefined;
  }
  const after = { name: newName ?? oldName, ...(!loses && { objectId }) };
  return { schema, before: { name: oldName, objectId }, ...(fate !== 'deleted' && { after }) };
}

/** The connection itself, and what a review shows with it because it is a part of it. */
function belongsTo({ kind, key }: PlannedObject, connection: PlannedObject): boolean {
  if (kind === connection.kind) return key === connection.key;
  const { shownAt, partOf } = KINDS[kind];
  if (shownAt !== 'connection' || !partOf.includes(connection.kind)) return false;
  return key === connection.key || key.startsWith(`${connection.key}/`);
}

/** The role that a connection uses has its own key, or that of another connection that shares its role. */
function roleKeyOf(key: string, roleArn: string, index: PlanIndex, stack: ResolvedStack): string | undefined {
  const shared = stack.connections.find((one) => one.key === key)?.config.roleOf;
  if (shared !== undefined) return shared;
  if (index.keyed('aws_iam_role', key).length > 0) return key;
  const found = index.all('aws_iam_role').find((one) => textOf(one, 'before', 'arn') === roleArn);
  return found && String(found.index);
}

/** An account as people know it: `main (123456789012)`. */
function accountOf(arn: string, { accounts }: Pick<ResolvedStack, 'accounts'>): string {
  const id = arn.split(':')[4] ?? '';
  const known = accounts.find(({ config }) => config.id === id);
  return known ? `${known.key} (${id})` : id || 'unknown';
}
