import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS, type ConnectionSchema } from '../../model/connection';
import { parseMark } from '../../model/marks';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import { type AllowList, readAllowList } from '../../scripts/dynatrace/allow-list';
import type { Context } from '../../scripts/dynatrace/context';
import { AuthorizationError, messageOf, RejectedError } from '../../scripts/dynatrace/errors';
import { getAccess, type ObjectAccess } from '../../scripts/dynatrace/object-permissions';
import { getApp, type InstalledApp } from '../../scripts/dynatrace/registry';
import { settingsReadPermissions } from '../../scripts/dynatrace/settings';
import { getObject, listHiddenObjects, listObjects } from '../../scripts/dynatrace/settings-read';
import type { SettingsObject } from '../../scripts/dynatrace/settings-shapes';
import type { Note } from './notes';

/** A connection that was made by hand, as far as it can be read. */
export interface FoundConnection {
  schema: ConnectionSchema;
  objectId: string;
  name: string;
  /** Of an enhanced connection; empty when it has none yet. Masked for a legacy one. */
  roleArn?: string;
  /** How many policies narrow its sessions; their ARNs are masked. */
  sessionPolicies: number;
  /** Of something else that may manage it. */
  externalId?: string;
  owner?: string;
  /** Whether these credentials may do more than read it. */
  writable: boolean;
  access: ObjectAccess[];
}

/** A connection by what roles trust it by. */
export interface Named {
  name: string;
  objectId: string;
}

/** The Dynatrace side of a set-up. */
export interface FoundTenant {
  connections: FoundConnection[];
  /** Every connection that these credentials see, those that were left out included. */
  known: Named[];
  /** Those that these credentials cannot see, where admin access shows them. */
  hidden?: Named[];
  hosts?: AllowList;
  app?: InstalledApp | 'missing';
  notes: Note[];
}

interface Value {
  name: string;
  type?: string;
  webIdentity?: { policyArns?: unknown[] | null } | null;
  awsWebIdentity?: { roleArn?: string | null } | null;
}

type Found = SettingsObject<Value>;

/**
 * Reads what a set-up by hand leaves in a tenant. What the credentials may not read is told, not thrown.
 *
 * @throws DynatraceError when the tenant cannot be reached, or the credentials are wrong
 */
export async function readTenant(context: Context): Promise<FoundTenant> {
  const schemas = Object.keys(CONNECTION_SCHEMAS) as ConnectionSchema[];
  // Without that of the app: a scope that a client lacks would keep it from the others too.
  context.need([...Object.values(CONNECTION_SCHEMAS), ALLOWED_HOSTS_SCHEMA].flatMap(settingsReadPermissions));
  const tenant: FoundTenant = { connections: [], known: [], notes: [] };
  for (const schema of schemas) await readConnections(schema, tenant, context);
  // What is hidden is known for all connections or for none.
  const blind = tenant.notes.some(({ status, cure }) => status === 'unreadable' || cure === ASK_ADMIN);
  if (blind) delete tenant.hidden;
  tenant.hosts = await allowed('allowed hosts', tenant, () => readAllowList(context));
  tenant.app = await allowed('app', tenant, async () => (await getApp(context, CONNECTOR_APP_ID)) ?? 'missing');
  return tenant;
}

async function readConnections(schema: ConnectionSchema, tenant: FoundTenant, context: Context): Promise<void> {
  const schemaId = CONNECTION_SCHEMAS[schema];
  const objects = await allowed(`${schema} connections`, tenant, () => listObjects<Value>(context, schemaId));
  if (!objects) return;
  for (const object of objects) {
    tenant.known.push({ name: object.value.name, objectId: object.objectId });
    const note = reasonToLeave(object);
    if (note) tenant.notes.push(note);
    else tenant.connections.push(await connectionOf(schema, object, context));
  }
  tenant.notes.push(await hiddenNote(schema, { visible: objects, tenant, context }));
}

function reasonToLeave({ value, externalId }: Found): Note | undefined {
  const subject = `connection ${value.name}`;
  const mark = parseMark(externalId);
  if (mark) {
    const detail = `a deployment named "${mark.label}" has it in its state, under the key "${mark.key}"`;
    return { subject, status: 'owned', detail };
  }
  if (value.type === undefined || ['webIdentity', 'awsWebIdentity'].includes(value.type)) return undefined;
  return { subject, status: 'other', detail: `its type is ${value.type}, which workflows do not use` };
}

async function connectionOf(schema: ConnectionSchema, object: Found, context: Context): Promise<FoundConnection> {
  const schemaId = CONNECTION_SCHEMAS[schema];
  const { objectId, externalId, owner, value } = object;
  const single = await getObject<Value>(context, schemaId, objectId);
  const operations = single?.resourceContext?.operations;
  return {
    schema,
    objectId,
    name: value.name,
    ...(schema === 'enhanced' && { roleArn: value.awsWebIdentity?.roleArn ?? '' }),
    sessionPolicies: value.webIdentity?.policyArns?.length ?? 0,
    ...(externalId && { externalId }),
    ...(owner?.id && { owner: owner.id }),
    writable: operations === undefined || operations.includes('write'),
    access: (await getAccess(context, schemaId, objectId)) ?? [],
  };
}

/** Connections are private to whoever made them, and left out of lists without a word. Only admin access shows them. */
async function hiddenNote(
  schema: ConnectionSchema,
  { visible, tenant, context }: { visible: Found[]; tenant: FoundTenant; context: Context },
): Promise<Note> {
  const subject = `${schema} connections of others`;
  const everything = await listHiddenObjects<Value>(context, CONNECTION_SCHEMAS[schema], {});
  if (!everything) {
    const detail =
      'connections are private to their creator; without settings:objects:admin, nobody can tell how many there are';
    return { subject, status: 'hidden', detail, cure: ASK_ADMIN };
  }
  const seen = new Set(visible.map(({ objectId }) => objectId));
  const hidden = everything.filter(({ objectId }) => !seen.has(objectId));
  tenant.hidden = [...(tenant.hidden ?? []), ...hidden.map(({ value, objectId }) => ({ name: value.name, objectId }))];
  if (hidden.length === 0) return { subject, status: 'other', detail: 'none is hidden from these credentials' };
  const names = hidden.map(({ value, owner }) => `${value.name} (of ${owner?.id ?? 'nobody'})`).join(', ');
  return { subject, status: 'hidden', detail: `these credentials cannot see ${names}`, cure: SHARE };
}

const ASK_ADMIN =
  'Let their owners share them with read and write access, or use credentials with admin access to name them, and run this again';

const SHARE = 'Let their owners share them with read and write access, and run this again';

/** Reads what may be forbidden or missing. Anything else that goes wrong would make the file a part of the truth. */
async function allowed<T>(subject: string, { notes }: FoundTenant, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const missing = error instanceof RejectedError && error.status === 404;
    if (missing) {
      notes.push({ subject, status: 'other', detail: 'this environment does not have them' });
      return undefined;
    }
    if (!(error instanceof AuthorizationError) || !isLack(error)) throw error;
    notes.push({ subject, status: 'unreadable', detail: messageOf(error) });
    return undefined;
  }
}

/** Whether something is missing from credentials that are good as such. */
function isLack({ status, response }: AuthorizationError): boolean {
  return status === 403 || (response?.missingScopes.length ?? 0) > 0;
}
