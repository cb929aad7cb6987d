import type { Mark } from '../../model/kind-types';
import { parseMark } from '../../model/marks';
import type { Context } from './context';
import { ConflictError } from './errors';
import { listHiddenObjects } from './settings-read';
import type { SettingsObject } from './settings-shapes';

type Named = SettingsObject<{ name: string }>;

/** Who an object belongs to, in words. */
export function ownerOf({ owner }: Pick<SettingsObject<unknown>, 'owner'>): string {
  if (!owner) return 'no owner';
  return owner.id ? `owner ${owner.type} ${owner.id}` : `owner ${owner.type}`;
}

/** Whether the state that an input comes from made an object, under whatever key. */
export function isOurs({ externalId }: Pick<Named, 'externalId'>, { owner }: Pick<Mark, 'owner'>): boolean {
  return parseMark(externalId)?.owner === owner;
}

/** A connection of this name was made by something else: says by what, and what to do about it. */
export function belongsToAnother(
  found: Named,
  { label, owner, key }: Pick<Mark, 'label' | 'owner'> & Partial<Pick<Mark, 'key'>>,
): ConflictError {
  const { name } = found.value;
  const mark = parseMark(found.externalId);
  if (mark?.owner === owner) {
    return new ConflictError(`the name ${name} belongs to the connection "${mark.key}" of this deployment`, {
      where: found.objectId,
      cure:
        mark.key === key
          ? 'It was made before this one, and is no longer in the state or has moved. Use another name, or delete it in Dynatrace.'
          : `Write \`movedFrom: ${mark.key}\` if it is the same connection, or deploy without this one first.`,
    });
  }
  const said = mark
    ? `it was made by another state of a deployment named "${mark.label}", under the key "${mark.key}"`
    : `${ownerOf(found)}, external id ${found.externalId ?? 'none'}`;
  const renamed = mark && mark.label === label ? 'If a tenant got a new key, write `movedFrom` with its old one. ' : '';
  return new ConflictError(`the connection ${name} belongs to something else`, {
    where: found.objectId,
    said,
    cure: `${renamed}Use another name, or set \`adopt: true\`, which takes it over and keeps its object id.`,
  });
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
