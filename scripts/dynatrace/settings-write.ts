import type { Context } from './context';
import { failureOf, readFailureBody } from './failures';
import { objectPath, SCOPE, schemaAware, settingsPermissions } from './settings';
import { CREATED, UPDATED, VALIDATED } from './settings-shapes';
import { DONE } from './shapes';

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
