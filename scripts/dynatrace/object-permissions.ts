import type { ObjectAccessor } from './accessors';

import type { ApiRequest, Context } from './context';
import { failureOf } from './failures';
import { objectPath, settingsPermissions, settingsReadPermissions } from './settings';
import { DONE, isList, isOptional, isRecord, isText, shape } from './shapes';

export interface ObjectAccess {
  accessor: ObjectAccessor;
  /** `r` alone, or `r` and `w`. */
  permissions: string[];
}

const ACCESS = shape<{ accessors?: ObjectAccess[] | null }>(
  'who has access',
  (body) => isRecord(body) && isOptional(body.accessors, (accessors) => isList(accessors, isAccess)),
);

/**
 * Who may use an object besides its owner, or nothing when the object is not there or is private to somebody else. Whether
 * the answer is 404 or 403 then is not documented.
 */
export async function getAccess(
  context: Context,
  schemaId: string,
  objectId: string,
): Promise<ObjectAccess[] | undefined> {
  const { body } = await context.send({
    what: `read who has access to ${objectId}`,
    service: 'settings',
    method: 'GET',
    path: `${objectPath(objectId)}/permissions`,
    permissions: settingsReadPermissions(schemaId),
    answer: ACCESS,
    accept: [403, 404],
  });
  // Where nobody is listed, the list itself may be left out.
  return body && (body.accessors ?? []);
}

/**
 * Sets the access of an accessor, whether it has some already or not.
 *
 * @throws RejectedError when the object is not there or the accessor is unknown
 */
export async function grantAccess(
  context: Context,
  schemaId: string,
  objectId: string,
  accessor: ObjectAccessor,
  permissions: string[],
): Promise<void> {
  const common = { service: 'settings', permissions: settingsPermissions(schemaId) } as const;
  const what = `share ${objectId} with ${accessor.type} ${accessor.id ?? ''}`.trim();
  const update: ApiRequest = {
    ...common,
    what,
    method: 'PUT',
    path: entryPath(objectId, accessor),
    json: { permissions },
    answer: DONE,
    accept: [404],
  };
  if (!(await context.send(update)).failure) return;
  // A second POST for the same accessor is refused, so one that got no answer does no harm when repeated as a PUT.
  const { failure } = await context.send({
    ...common,
    what,
    method: 'POST',
    path: `${objectPath(objectId)}/permissions`,
    json: { accessor, permissions },
    repeatable: true,
    answer: DONE,
    accept: [400],
  });
  if (!failure || !(await context.send(update)).failure) return;
  throw failureOf(what, failure, settingsPermissions(schemaId), context.credentials);
}

/** Takes the access of an accessor away, and says whether there was any. */
export async function revokeAccess(
  context: Context,
  schemaId: string,
  objectId: string,
  accessor: ObjectAccessor,
): Promise<boolean> {
  const { failure } = await context.send({
    what: `revoke the access of ${accessor.type} ${accessor.id ?? ''} to ${objectId}`,
    service: 'settings',
    method: 'DELETE',
    path: entryPath(objectId, accessor),
    permissions: settingsPermissions(schemaId),
    answer: DONE,
    accept: [404],
  });
  return failure === undefined;
}

function isAccess(item: unknown): boolean {
  return isRecord(item) && isRecord(item.accessor) && isText(item.accessor.type) && isList(item.permissions, isText);
}

function entryPath(objectId: string, { type, id }: ObjectAccessor): string {
  const entry = id === undefined ? type : `${type}/${encodeURIComponent(id)}`;
  return `${objectPath(objectId)}/permissions/${entry}`;
}
