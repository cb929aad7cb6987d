import type { Mark } from '../../model/kind-types';
import { connectionMark } from '../../model/marks';
import type { Context } from '../dynatrace/context';
import type { SettingsObject } from '../dynatrace/settings-shapes';
import { existenceOf, type Sought, VISIBILITY_CURE } from '../dynatrace/visibility';
import type { Live } from './verbs';

interface Expected extends Mark {
  schema: string;
  name: string;
  object_id?: string;
}

/** Compares a connection of either schema with the objects that these credentials see. */
export async function liveConnection(
  expected: Expected,
  objects: SettingsObject<{ name: string }>[],
  context: Context,
): Promise<Live> {
  const { schema, name, object_id: objectId } = expected;
  const externalId = connectionMark(expected);
  const found =
    objects.find((object) => object.externalId === externalId) ??
    objects.find((object) => object.objectId === objectId);
  if (!found) return liveUnseen({ schema, name, externalId, objectId }, context);
  const changes = [
    { attribute: 'external_id', from: externalId, to: found.externalId ?? '' },
    { attribute: 'object_id', from: objectId ?? '', to: found.objectId },
  ].filter(({ from, to }) => from !== to);
  return changes.length > 0
    ? { status: 'changed', objectId: found.objectId, changes }
    : { status: 'in-sync', objectId: found.objectId };
}

/** What to say of a connection, or of a part of it, that these credentials do not see: it is missing only if it is gone. */
export async function liveUnseen(sought: Sought, context: Context): Promise<Live> {
  const existence = await existenceOf(sought, context);
  if (existence === 'gone') return { status: 'missing' };
  const reason =
    existence === 'hidden' ? 'these credentials cannot see it' : 'these credentials cannot tell whether it exists';
  return { status: 'hidden', objectId: sought.objectId, note: `${reason}. ${VISIBILITY_CURE}` };
}
