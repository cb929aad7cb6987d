import type { Context } from './context';
import { ConflictError } from './errors';
import { listHiddenObjects, type SettingsObject } from './settings';

/** Who an object belongs to, in words. */
export function ownerOf({ owner }: Pick<SettingsObject<unknown>, 'owner'>): string {
  if (!owner) return 'no owner';
  return owner.id ? `owner ${owner.type} ${owner.id}` : `owner ${owner.type}`;
}

/** A name is taken: says by what, as far as these credentials or, if granted, admin access show it. */
export async function nameTaken(context: Context, schemaId: string, name: string): Promise<ConflictError> {
  const hidden = await listHiddenObjects<{ name: string }>(context, schemaId, { name });
  const object = hidden?.find(({ value }) => value.name === name);
  return new ConflictError(`the name ${name} is taken by another connection`, {
    where: object?.objectId ?? 'name',
    said: object ? ownerOf(object) : 'these credentials cannot see it: connections are private to their owner',
    cure: 'Use another name, or ask the owner to delete the connection or to share it with read and write access.',
  });
}
