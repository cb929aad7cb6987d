import type { Accessor } from './accessors';

export type { Accessor } from './accessors';
import type { ApiRequest, Context } from './context';
import type { ResponseFacts } from './errors';
import { failureOf } from './responses';
import { objectPath, settingsPermissions, settingsReadPermissions } from './settings';

export interface ObjectAccess {
  accessor: Accessor;
  /** `r` alone, or `r` and `w`. */
  permissions: string[];
}

/** Who may use an object besides its owner, or nothing when the object is not there. */
export async function getAccess(
  context: Context,
  schemaId: string,
  objectId: string,
): Promise<ObjectAccess[] | undefined> {
  const { status, body } = await context.send({
    what: `read who has access to ${objectId}`,
    service: 'settings',
    method: 'GET',
    path: `${objectPath(objectId)}/permissions`,
    permissions: settingsReadPermissions(schemaId),
    accept: [404],
  });
  return status === 404 ? undefined : (body as { accessors: ObjectAccess[] }).accessors;
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
  accessor: Accessor,
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
    accept: [404],
  };
  if ((await context.send(update)).status !== 404) return;
  // A second POST for the same accessor is refused, so one that got no answer does no harm when repeated as a PUT.
  const added = await context.send({
    ...common,
    what,
    method: 'POST',
    path: `${objectPath(objectId)}/permissions`,
    json: { accessor, permissions },
    repeatable: true,
    accept: [400],
  });
  if (added.status !== 400 || (await context.send(update)).status !== 404) return;
  throw failureOf(what, added.body as ResponseFacts, settingsPermissions(schemaId), context.credentials);
}

/** Takes the access of an accessor away, and says whether there was any. */
export async function revokeAccess(
  context: Context,
  schemaId: string,
  objectId: string,
  accessor: Accessor,
): Promise<boolean> {
  const { status } = await context.send({
    what: `revoke the access of ${accessor.type} ${accessor.id ?? ''} to ${objectId}`,
    service: 'settings',
    method: 'DELETE',
    path: entryPath(objectId, accessor),
    permissions: settingsPermissions(schemaId),
    accept: [404],
  });
  return status !== 404;
}

function entryPath(objectId: string, { type, id }: Accessor): string {
  const entry = id === undefined ? type : `${type}/${encodeURIComponent(id)}`;
  return `${objectPath(objectId)}/permissions/${entry}`;
}
