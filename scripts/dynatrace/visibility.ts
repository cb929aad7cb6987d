import { CONNECTION_SCHEMAS, enhancedConnectionValue, legacyConnectionValue } from '../../model/connection';
import type { Context } from './context';
import { AuthorizationError, ConflictError, RejectedError } from './errors';
import { isNameTaken } from './settings';
import { listHiddenObjects, listObjects } from './settings-read';
import type { SettingsObject } from './settings-shapes';
import { validateNewObject } from './settings-write';

/** What names a connection that these credentials may not see. */
export interface Sought {
  schema: string;
  name: string;
  externalId?: string;
  objectId?: string;
}

/** Whether what is not visible exists. `unknown` where the credentials have no way to find out. */
export type Existence = 'gone' | 'hidden' | 'unknown';

type Named = { name: string };

const hiddenLists = new WeakMap<Context, Map<string, Promise<SettingsObject<Named>[] | undefined>>>();

/**
 * Connections are private to whoever made them, and left out of lists without a word. Admin access shows them all; without
 * it, a name or an external id that nothing visible has, and that is taken all the same, tells that something hidden has it.
 */
export async function existenceOf(sought: Sought, context: Context): Promise<Existence> {
  const everything = await everyObject(sought.schema, context);
  if (everything) return everything.some((object) => isSought(object, sought)) ? 'hidden' : 'gone';
  const { schema: schemaId, name, externalId } = sought;
  const visible = await listObjects<Named>(context, schemaId, { name });
  // Names are unique, and another object that is visible has this one now.
  if (visible.some(({ value }) => value.name === name)) return 'gone';
  try {
    await validateNewObject(context, { schemaId, value: valueFor(sought), externalId });
    return 'gone';
  } catch (error) {
    if (isNameTaken(error)) return 'hidden';
    if (error instanceof AuthorizationError) return 'unknown';
    if (!(error instanceof RejectedError)) throw error;
    // A create replaces what has its external id, which is not found when it is hidden. Any other reason says nothing of
    // it, for example that the schema takes no more objects.
    return externalId !== undefined && error.status === 404 ? 'hidden' : 'unknown';
  }
}

/** Every object of the schema, or nothing without admin access. One list serves a whole run. */
function everyObject(schema: string, context: Context): Promise<SettingsObject<Named>[] | undefined> {
  const lists = hiddenLists.get(context) ?? new Map<string, Promise<SettingsObject<Named>[] | undefined>>();
  hiddenLists.set(context, lists);
  const list = lists.get(schema) ?? listHiddenObjects<Named>(context, schema, {});
  lists.set(schema, list);
  return list;
}

function isSought(object: SettingsObject<Named>, { externalId, objectId }: Sought): boolean {
  return (
    (objectId !== undefined && object.objectId === objectId) ||
    (externalId !== undefined && object.externalId === externalId)
  );
}

/** A value that nothing but its name can be wrong with. */
function valueFor({ schema, name }: Sought): object {
  return schema === CONNECTION_SCHEMAS.legacy
    ? legacyConnectionValue(name, 'arn:aws:iam::123456789012:role/any', [])
    : enhancedConnectionValue(name);
}

/** What a person can do so that a connection becomes visible. */
export const VISIBILITY_CURE =
  'Use the credentials that created it, or let its owner share it with read and write access with yours.';

/** @throws ConflictError unless it is certain that an object does not exist. */
export async function requireGone(sought: Sought, context: Context): Promise<void> {
  const existence = await existenceOf(sought, context);
  if (existence === 'gone') return;
  throw new ConflictError(`the connection ${sought.name} cannot be seen with these credentials`, {
    where: sought.externalId,
    said:
      existence === 'hidden'
        ? 'it exists, and is private to another user'
        : 'these credentials cannot tell whether it exists',
    cure: VISIBILITY_CURE,
  });
}
