import type { Context } from '../dynatrace/context';
import type { SettingsObject } from '../dynatrace/settings';
import { existenceOf, VISIBILITY_CURE } from '../dynatrace/visibility';
import type { Live } from './verbs';

interface Expected {
  schema: string;
  name: string;
  externalId: string;
  object_id?: string;
}

/** Compares a connection of either schema with the objects that these credentials see. */
export async function liveConnection(
  expected: Expected,
  objects: SettingsObject<{ name: string }>[],
  context: Context,
): Promise<Live> {
  const { schema, name, externalId, object_id: objectId } = expected;
  const found =
    objects.find((object) => object.externalId === externalId) ??
    objects.find((object) => object.objectId === objectId);
  if (!found) {
    const existence = await existenceOf({ schema, name, externalId, objectId }, context);
    if (existence === 'gone') return { status: 'missing' };
    const reason =
      existence === 'hidden' ? 'these credentials cannot see it' : 'these credentials cannot tell whether it is there';
    return { status: 'hidden', objectId, note: `${reason}. ${VISIBILITY_CURE}` };
  }
  const changes = [
    { attribute: 'external_id', from: externalId, to: found.externalId ?? '' },
    { attribute: 'object_id', from: objectId ?? '', to: found.objectId },
  ].filter(({ from, to }) => from !== to);
  return changes.length > 0
    ? { status: 'changed', objectId: found.objectId, changes }
    : { status: 'in-sync', objectId: found.objectId };
}
