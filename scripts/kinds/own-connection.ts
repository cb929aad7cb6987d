import type { Mark } from '../../model/kind-types';
import { connectionMark } from '../../model/marks';
import type { Context } from '../dynatrace/context';
import { type DynatraceError, isUnanswered } from '../dynatrace/errors';
import { belongsToAnother, isOurs, nameTaken } from '../dynatrace/ownership';
import { REPETITION, repeat } from '../dynatrace/retry';
import { isNameTaken, settingsPermissions } from '../dynatrace/settings';
import { listObjects } from '../dynatrace/settings-read';
import type { SettingsObject } from '../dynatrace/settings-shapes';
import { createObject, deleteObject } from '../dynatrace/settings-write';
import { requireGone } from '../dynatrace/visibility';

type Named = { name: string };

interface Wanted<Value extends Named> {
  /** `adopt`: whether somebody else's connection of this name may be taken over. */
  input: Mark & { schema: string; adopt: boolean };
  value: Value;
  /** @throws ConflictError when what an earlier run left behind cannot serve */
  requireUsable?(own: SettingsObject<Value>): void;
  /** Takes somebody else's connection over in place, and returns its object id. */
  takeOver(found: SettingsObject<Value>): Promise<string>;
}

/**
 * How long another connection of this state may keep the name, in milliseconds: its delete runs at the same time, and
 * has to wait until AWS has deleted its role.
 */
const PATIENCE = 90_000;

/**
 * Makes a connection be there and records its object id: its own from an earlier run, a new one, or the one that has the
 * name and may be taken over. Never deletes, and changes only what it may take over.
 *
 * @throws ConflictError when something else has the name
 */
export async function ensureConnection<Value extends Named>(
  wanted: Wanted<Value>,
  context: Context,
): Promise<{ object_id: string }> {
  const { input, value } = wanted;
  const { schema } = input;
  context.need(settingsPermissions(schema));
  const externalId = connectionMark(input);
  let passing = false;
  let unanswered = 0;
  let unseen = 0;
  const mayHelp = (error: unknown) => {
    if (!isUnanswered(error)) return passing;
    unanswered += 1;
    return unanswered < REPETITION.attempts;
  };

  const tries = { while: mayHelp, attempts: Number.POSITIVE_INFINITY, within: PATIENCE };
  const objectId = await repeat(context, tries, async () => {
    passing = false;
    const own = await findByMark<Value>(schema, externalId, context);
    if (own) {
      wanted.requireUsable?.(own);
      return own.objectId;
    }
    try {
      return await createObject(context, { schemaId: schema, value, externalId });
    } catch (error) {
      // Its own connection may exist out of sight, which the API tells in words about what is not there.
      if ((error as DynatraceError).status === 404)
        await requireGone({ schema, name: value.name, externalId }, context);
      if (!isNameTaken(error)) throw error;
    }
    const objects = await listObjects<Value>(context, schema, { name: value.name });
    const found = objects.find((object) => object.value.name === value.name);
    if (!found) {
      // It may have been deleted between the two requests.
      unseen += 1;
      passing = unseen === 1;
      throw await nameTaken(context, schema, value.name);
    }
    passing = isOurs(found, input);
    if (!passing && input.adopt) return wanted.takeOver(found);
    if (passing) context.log(`connection ${value.name}: waiting until ${found.externalId} no longer has this name`);
    throw belongsToAnother(found, input);
  });
  context.log(`connection ${value.name} is ready`);
  return { object_id: objectId };
}

/**
 * Deletes the connection that carries a mark, whatever its name is by now.
 *
 * @throws ConflictError when it may still exist, out of sight of these credentials
 */
export async function deleteConnection(
  input: Mark & { schema: string; name: string },
  context: Context,
): Promise<void> {
  const { schema, name } = input;
  context.need(settingsPermissions(schema));
  const externalId = connectionMark(input);
  const found = await findByMark<Named>(schema, externalId, context);
  if (found) await deleteObject(context, schema, found.objectId);
  else await requireGone({ schema, name, externalId }, context);
  context.log(`connection ${found?.value.name ?? name} ${found ? 'is deleted' : 'was already gone'}`);
}

async function findByMark<Value extends Named>(schema: string, externalId: string, context: Context) {
  const objects = await listObjects<Value>(context, schema, { externalId });
  return objects.find((object) => object.externalId === externalId);
}
