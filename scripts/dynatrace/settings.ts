import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { Permission } from '../../model/permissions';
import type { ApiRequest, Context } from './context';
import { AuthorizationError, type DynatraceError, RejectedError, type ResponseFacts } from './errors';
import { failureOf, readFailureBody } from './responses';

export interface SettingsObject<Value> {
  objectId: string;
  value: Value;
  externalId?: string;
  owner?: { type: string; id?: string };
  updateToken?: string;
}

export interface SettingsSchema {
  schemaId: string;
  version?: string;
  maturity?: string;
}

interface Page<Value> {
  items: SettingsObject<Value>[];
  nextPageKey?: string | null;
}

const FIELDS = 'objectId,value,externalId,owner,updateToken';
const PAGE_SIZE = '500';

/** What writing objects of a schema takes; reading takes the first of it. */
export function settingsPermissions(schemaId: string): Permission[] {
  return [
    { permission: 'settings:objects:read', schemaId },
    { permission: 'settings:objects:write', schemaId },
  ];
}

export function settingsReadPermissions(schemaId: string): Permission[] {
  return settingsPermissions(schemaId).slice(0, 1);
}

/**
 * Every object of a schema that the caller may see. Objects of other owners are left out without a word, unless
 * `adminAccess` shows them.
 */
export async function listObjects<Value>(
  context: Context,
  schemaId: string,
  options: { name?: string; externalId?: string; adminAccess?: boolean } = {},
): Promise<SettingsObject<Value>[]> {
  const first: ApiRequest['query'] = {
    schemaIds: schemaId,
    scopes: 'environment',
    fields: FIELDS,
    pageSize: PAGE_SIZE,
    externalIds: options.externalId,
    filter: options.name === undefined ? undefined : nameFilter(options.name),
    adminAccess: options.adminAccess ? 'true' : undefined,
  };
  const admin: Permission[] = options.adminAccess ? [{ permission: 'settings:objects:admin', schemaId }] : [];
  const objects: SettingsObject<Value>[] = [];
  for (let query: ApiRequest['query'] = first; ; ) {
    const request: ApiRequest = {
      what: `list the objects of ${schemaId}`,
      service: 'settings',
      method: 'GET',
      path: '/objects',
      query,
      permissions: [...settingsReadPermissions(schemaId), ...admin],
    };
    const { body } = await schemaAware(schemaId, () => context.send(request));
    const page = body as Page<Value>;
    objects.push(...page.items);
    if (!page.nextPageKey) return objects;
    query = { nextPageKey: page.nextPageKey };
  }
}

/** The objects of a schema that other owners hide, or nothing where the credentials have no admin access. */
export async function listHiddenObjects<Value>(
  context: Context,
  schemaId: string,
  options: { name?: string },
): Promise<SettingsObject<Value>[] | undefined> {
  try {
    return await listObjects<Value>(context, schemaId, { ...options, adminAccess: true });
  } catch (error) {
    if (error instanceof AuthorizationError) return undefined;
    throw error;
  }
}

export async function getObject<Value>(
  context: Context,
  schemaId: string,
  objectId: string,
): Promise<SettingsObject<Value> | undefined> {
  const { status, body } = await context.send({
    what: `read the object ${objectId}`,
    service: 'settings',
    method: 'GET',
    path: objectPath(objectId),
    permissions: settingsReadPermissions(schemaId),
    accept: [404],
  });
  return status === 404 ? undefined : (body as SettingsObject<Value>);
}

export interface NewObject {
  schemaId: string;
  value: unknown;
  externalId?: string;
  /** The object to replace, which keeps its id. Only together with an external id. */
  objectId?: string;
}

/**
 * Creates an object and returns its id. Never repeated by itself, since that could create a second one.
 *
 * @throws RejectedError with the violations when the value is refused.
 */
export async function createObject(context: Context, object: NewObject): Promise<string> {
  const what = `create an object of ${object.schemaId}`;
  const permissions = settingsPermissions(object.schemaId);
  const { body } = await schemaAware(object.schemaId, () =>
    context.send({
      what,
      service: 'settings',
      method: 'POST',
      path: '/objects',
      json: [{ scope: 'environment', ...object }],
      permissions,
    }),
  );
  const [item] = (Array.isArray(body) ? body : [body]) as { code?: number; objectId?: string }[];
  if (item?.objectId === undefined || (item.code ?? 200) >= 400) {
    // A batch is answered with 200 or 207 even when its items failed.
    throw failureOf(what, readFailureBody(body, item?.code ?? 500), permissions, context.credentials);
  }
  return item.objectId;
}

/**
 * Lets the API check whether an object could be created, without creating it.
 *
 * @throws RejectedError with the violations, for example of a name that a hidden object has
 */
export async function validateNewObject(context: Context, schemaId: string, value: unknown): Promise<void> {
  const what = `check an object of ${schemaId}`;
  const permissions = settingsPermissions(schemaId);
  const { body } = await context.send({
    what,
    service: 'settings',
    method: 'POST',
    path: '/objects',
    query: { validateOnly: 'true' },
    json: [{ scope: 'environment', schemaId, value }],
    permissions,
    repeatable: true,
  });
  const [item] = (Array.isArray(body) ? body : [body]) as { code?: number }[];
  if ((item?.code ?? 200) >= 400) throw failureOf(what, readFailureBody(body, item?.code ?? 500), permissions, context.credentials);
}

export interface ChangedObject {
  schemaId: string;
  objectId: string;
  /** The whole value, not a patch. */
  value: unknown;
  /** Makes the update fail when the object has changed since it was read. */
  updateToken?: string;
}

/** @throws ConflictError when `updateToken` is stale. */
export async function updateObject(
  context: Context,
  { schemaId, objectId, value, updateToken }: ChangedObject,
  options: { validateOnly?: boolean } = {},
): Promise<void> {
  await context.send({
    what: `${options.validateOnly ? 'check' : 'update'} the object ${objectId}`,
    service: 'settings',
    method: 'PUT',
    path: objectPath(objectId),
    query: { validateOnly: options.validateOnly ? 'true' : undefined },
    json: { value, ...(updateToken && !options.validateOnly ? { updateToken } : {}) },
    permissions: settingsPermissions(schemaId),
  });
}

/**
 * Deletes an object and says whether it was there.
 *
 * @param updateToken deletes only the version that was read with it
 * @throws ConflictError when somebody changed that version meanwhile
 */
export async function deleteObject(
  context: Context,
  schemaId: string,
  objectId: string,
  updateToken?: string,
): Promise<boolean> {
  const { status } = await context.send({
    what: `delete the object ${objectId}`,
    service: 'settings',
    method: 'DELETE',
    path: objectPath(objectId),
    query: { updateToken },
    permissions: settingsPermissions(schemaId),
    accept: [404],
  });
  return status !== 404;
}

/** A schema's definition, or nothing when the tenant does not have it. */
export async function getSchema(context: Context, schemaId: string): Promise<SettingsSchema | undefined> {
  const { status, body } = await context.send({
    what: `read the schema ${schemaId}`,
    service: 'settings',
    method: 'GET',
    path: `/schemas/${encodeURIComponent(schemaId)}`,
    permissions: [{ permission: 'settings:schemas:read', schemaId }],
    accept: [404],
  });
  return status === 404 ? undefined : (body as SettingsSchema);
}

/** Whether a failure means that the name is taken, if only by an object that the caller cannot see. */
export function isNameTaken(error: unknown): boolean {
  const violations = (error as DynatraceError).response?.violations ?? [];
  return violations.some(({ message }) => /\banother\b.*\b(?:under|with) this name/i.test(message));
}

/** What to write in the deployment file when the tenant lacks a connection schema. */
export function schemaCure(schemaId: string): string {
  if (schemaId === CONNECTION_SCHEMAS.legacy) return 'Write `schema: enhanced` for the tenant or the connection.';
  if (schemaId === CONNECTION_SCHEMAS.enhanced) return 'Write `schema: legacy` for the tenant or the connection.';
  return 'Check that the environment has AppEngine and Workflows.';
}

export function objectPath(objectId: string): string {
  return `/objects/${encodeURIComponent(objectId)}`;
}

/** How quotes are escaped in a filter is not documented, so a name with one is looked for in the whole list. */
function nameFilter(name: string): string | undefined {
  return /['"\\]/.test(name) ? undefined : `value.name = '${name}'`;
}

async function schemaAware<T>(schemaId: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const facts: ResponseFacts | undefined = error instanceof RejectedError ? error.response : undefined;
    if (facts?.status !== 404) throw error;
    throw new RejectedError(`the tenant has no schema ${schemaId}`, {
      said: facts.message,
      cure: schemaCure(schemaId),
      response: facts,
    });
  }
}
