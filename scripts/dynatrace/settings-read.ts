import type { Permission } from '../../model/permissions';
import type { ApiRequest, Context } from './context';
import { AuthorizationError } from './errors';
import { collectPages } from './pages';
import { objectPath, SCOPE, schemaAware, settingsReadPermissions } from './settings';
import { objectOf, type PageBody, pageOf, type SettingsObject } from './settings-shapes';

const FIELDS = 'objectId,value,externalId,owner,updateToken,schemaId,scope';
const PAGE_SIZE = '500';

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

/** How quotes are escaped in a filter is not documented, so a name with one is looked for in the whole list. */
function nameFilter(name: string): string | undefined {
  return /['"\\]/.test(name) ? undefined : `value.name = '${name}'`;
}
