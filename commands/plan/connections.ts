import type { ResolvedTenant } from '../../deployment/stacks';
import type { ConnectionSchema } from '../../model/connection';
import { slotOf } from '../../terraform/instances';
import type { Plan, ResourceChange } from '../../terraform/json';
import { type RoleAccess, roleAccess } from './access';
import { type ChangeLine, describeChange } from './describe';
import { type Fate, fateOf, type PlanIndex, textOf, triggersOf } from './plan-index';
import type { PlannedConnection } from './workflows';

/** One connection, and everything that a plan changes about it on both sides. */
export interface ConnectionReview {
  key: string;
  name: string;
  schema: ConnectionSchema;
  /** What becomes of the connection itself; `updated` when only something around it changes. */
  fate: Fate;
  /** Set when the connection loses the object id that workflows refer to it by. */
  oldObjectId?: string;
  /** Set when the connection loses its object id or its name. */
  identity?: PlannedConnection;
  roleArn: string;
  role?: RoleAccess;
  changes: ChangeLine[];
}

const RESOURCES: Record<ConnectionSchema, { resource: string; record: string }> = {
  legacy: { resource: 'legacy_connection', record: 'legacy_connection_id' },
  enhanced: { resource: 'connection', record: 'connection_id' },
};

const ROLE_TYPES = ['aws_iam_role', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment'];

/** Every connection of a plan, those that it removes included. */
export function reviewConnections(plan: Plan, index: PlanIndex, tenant: ResolvedTenant): ConnectionReview[] {
  return (['legacy', 'enhanced'] as const).flatMap((schema) =>
    index
      .all('null_resource', RESOURCES[schema].resource)
      .map((connection) => reviewConnection(connection, schema, { plan, index, tenant })),
  );
}

function reviewConnection(
  connection: ResourceChange,
  schema: ConnectionSchema,
  { plan, index, tenant }: { plan: Plan; index: PlanIndex; tenant: ResolvedTenant },
): ConnectionReview {
  const key = String(connection.index);
  const roleArn = triggerOf(connection, 'role_arn');
  const roleKey = roleKeyOf(key, roleArn, index, tenant);
  const changes = (plan.resource_changes ?? [])
    .filter((one) => belongsTo(one, key, schema) || (ROLE_TYPES.includes(one.type) && one.name === roleKey))
    .map(describeChange)
    .filter((line) => line !== undefined);
  const settings = index.one('null_resource', 'connection_settings', key);
  const fate = fateOf(connection);
  const record = index.one('null_resource', RESOURCES[schema].record, key);
  const loses = ['replaced', 'deleted'].includes(fate);
  const nameOn = (side: 'before' | 'after') => triggersOf(schema === 'legacy' ? connection : settings, side).name;
  const [oldName = key, newName] = [nameOn('before'), nameOn('after')];
  const objectId = triggersOf(record, 'before').object_id;
  const identity: PlannedConnection | undefined =
    objectId && (loses || newName !== oldName)
      ? {
          schema,
          before: { name: oldName, objectId },
          ...(fate !== 'deleted' && { after: { name: newName ?? oldName, ...(!loses && { objectId }) } }),
        }
      : undefined;
  return {
    key,
    name: schema === 'legacy' ? triggerOf(connection, 'name') : (settings && triggerOf(settings, 'name')) || key,
    schema,
    fate: fate === 'unchanged' && changes.length > 0 ? 'updated' : fate,
    ...(loses && { oldObjectId: objectId }),
    ...(identity && { identity }),
    roleArn,
    role: roleKey === undefined ? undefined : roleAccess(index, roleKey, tenant),
    changes,
  };
}

/** Whether a resource on the Dynatrace side is about this connection. */
function belongsTo(change: ResourceChange, key: string, schema: ConnectionSchema): boolean {
  const index = String(change.index);
  switch (slotOf(change)?.kind) {
    case 'legacy-connection':
      return schema === 'legacy' && index === key;
    case 'connection':
    case 'connection-settings':
      return schema === 'enhanced' && index === key;
    case 'connection-share':
      return index.startsWith(`${key}/`);
    default:
      return false;
  }
}

/** The role that a connection uses has its own key, or that of another connection that shares its role. */
function roleKeyOf(key: string, roleArn: string, index: PlanIndex, tenant: ResolvedTenant): string | undefined {
  if (index.one('aws_iam_role', key)) return key;
  const shared = tenant.connections.find((one) => one.key === key)?.config.roleOf;
  if (shared !== undefined) return shared;
  return index.all('aws_iam_role').find((one) => textOf(one, 'before', 'arn') === roleArn)?.name;
}

function triggerOf(change: ResourceChange, name: string): string {
  return triggersOf(change, 'after')[name] ?? triggersOf(change, 'before')[name] ?? '';
}
