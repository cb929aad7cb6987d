import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { Permission } from '../../model/permissions';
import type { ApiRequest, Context } from './context';
import { AuthorizationError, type DynatraceError, RejectedError, type ResponseFacts } from './errors';
import { collectPages } from './pages';
import { failureOf, readFailureBody } from './responses';
import {
  CREATED,
  objectOf,
  type PageBody,
  pageOf,
  type SettingsObject,
  type SettingsSchema,
  schemaOf,
  UPDATED,
  VALIDATED,
} from './settings-shapes';
import { DONE } from './shapes';

export type { SettingsObject };

const FIELDS = 'objectId,value,externalId,owner,updateToken,schemaId,scope';
const SCOPE = 'environment';
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

interface ListOptions {
  name?: string;
  externalId?: string;
  adminAccess?: boolean;
}

/**
 * Every object of a schema that the caller may see. Objects of other owners are left out without a word, unless
 * `adminAccess` shows them.
 */
export async function listObjects<Value>(
  context: Context,
  schemaId: string,
  options: ListOptions = {},
): Promise<SettingsObject<Value>[]> {
  const first: ApiRequest['query'] = {
    schemaIds: schemaId,
    scopes: SCOPE,
    fields: FIELDS,
    pageSize: PAGE_SIZE,
    externalIds: options.externalId,
    filter: options.name === undefined ? undefined : nameFilter(options.name),
    adminAccess: options.adminAccess ? 'true' : undefined,
  };
  const admin: Permission[] = options.adminAccess ? [{ permission: 'settings:objects:admin', schemaId }] : [];
  const what = `list the objects of ${schemaId}`;
  const objects = await collectPages(what, async (nextPageKey) => {
    const request: ApiRequest<PageBody> = {
      what,
      service: 'settings',
      method: 'GET',
      path: '/objects',
      query: nextPageKey === undefined ? first : { nextPageKey },
      permissions: [...settingsReadPermissions(schemaId), ...admin],
      answer: pageOf(schemaId),
    };
    const { body } = await schemaAware(schemaId, () => context.send(request));
    return { items: body?.items ?? [], next: body?.nextPageKey };
  });
  return (objects as SettingsObject<Value>[]).filter((object) => isAskedFor(object, schemaId, options));
}

/** A server that does not know a filter leaves it out without a word. */
function isAskedFor(object: SettingsObject<unknown>, schemaId: string, { name, externalId }: ListOptions): boolean {
  return (
    (object.schemaId ?? schemaId) === schemaId &&
    (object.scope ?? SCOPE) === SCOPE &&
    (externalId === undefined || object.externalId === externalId) &&
    (name === undefined || (object.value as { name?: unknown }).name === name)
  );
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
  const { body } = await context.send({
    what: `read the object ${objectId}`,
    service: 'settings',
    method: 'GET',
    path: objectPath(objectId),
    permissions: settingsReadPermissions(schemaId),
    answer: objectOf(schemaId),
    accept: [404],
  });
  return body as SettingsObject<Value> | undefined;
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
      json: [{ scope: SCOPE, ...object }],
      permissions,
      answer: CREATED,
    }),
  );
  const [item] = Array.isArray(body) ? body : [body];
  // A batch is answered with 200 or 207 even when its items failed.
  if (item?.objectId === undefined) {
    throw failureOf(what, readFailureBody(body, item?.code ?? 500), permissions, context.credentials);
  }
  return item.objectId;
}

/**
 * Lets the API check whether an object could be created, without creating it.
 *
 * @throws RejectedError with the violations, for example of a name that a hidden object has
 */
export async function validateNewObject(
  context: Context,
  { schemaId, ...object }: Omit<NewObject, 'objectId'>,
): Promise<void> {
  const what = `check an object of ${schemaId}`;
  const permissions = settingsPermissions(schemaId);
  const { body } = await context.send({
    what,
    service: 'settings',
    method: 'POST',
    path: '/objects',
    query: { validateOnly: 'true' },
    json: [{ scope: SCOPE, schemaId, ...object }],
    permissions,
    repeatable: true,
    answer: VALIDATED,
  });
  const code = body?.[0]?.code ?? 200;
  if (code >= 400) throw failureOf(what, readFailureBody(body, code), permissions, context.credentials);
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
    answer: options.validateOnly ? DONE : UPDATED,
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
  const { failure } = await context.send({
    what: `delete the object ${objectId}`,
    service: 'settings',
    method: 'DELETE',
    path: objectPath(objectId),
    query: { updateToken },
    permissions: settingsPermissions(schemaId),
    answer: DONE,
    accept: [404],
  });
  return failure === undefined;
}

/** A schema's definition, or nothing when the tenant does not have it. */
export async function getSchema(context: Context, schemaId: string): Promise<SettingsSchema | undefined> {
  const { body } = await context.send({
    what: `read the schema ${schemaId}`,
    service: 'settings',
    method: 'GET',
    path: `/schemas/${encodeURIComponent(schemaId)}`,
    permissions: [{ permission: 'settings:schemas:read', schemaId }],
    answer: schemaOf(schemaId),
    accept: [404],
  });
  return body;
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
