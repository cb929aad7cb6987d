import { type EnhancedConnectionValue, enhancedConnectionValue } from '../../model/connection';
import type { TrackedInstance } from '../../model/kinds';
import { markOf } from '../../model/marks';
import { compareWithObjects } from '../dynatrace/compare';
import type { Context } from '../dynatrace/context';
import { ConflictError, DynatraceError } from '../dynatrace/errors';
import { belongsToAnother, isOurs, nameTaken } from '../dynatrace/ownership';
import {
  createObject,
  deleteObject,
  isNameTaken,
  listObjects,
  type SettingsObject,
  settingsPermissions,
} from '../dynatrace/settings';
import { requireGone } from '../dynatrace/visibility';
import { liveConnection } from './live-connection';
import type { CreateInput, DeleteInput, Verbs } from './verbs';

type Input = CreateInput<'connection'>;
type Found = SettingsObject<EnhancedConnectionValue>;

/** How often a create is repeated that got no answer, or whose name another connection of ours is about to free. */
const ATTEMPTS = 8;

/** Pause before looking again for a name that is about to be free, in milliseconds. */
const PAUSE = 3_000;

/** A connection in the enhanced schema: created without a role, because the role trusts its object id. */
export const verbs: Verbs<'connection'> = {
  async create(input, context) {
    context.need(settingsPermissions(input.schema));
    const objectId = await ensure(input, context);
    context.log(`connection ${input.name} is ready`);
    return { object_id: objectId };
  },

  async delete(input, context) {
    context.need(settingsPermissions(input.schema));
    const found = await findOwn(input, context);
    if (found) await deleteObject(context, input.schema, found.objectId);
    else await requireGone({ schema: input.schema, name: input.name, externalId: markOf(input) }, context);
    context.log(`connection ${input.key} ${found ? 'is deleted' : 'was gone already'}`);
  },

  read: (instances, context) =>
    compareWithObjects<TrackedInstance<'connection'>, EnhancedConnectionValue>(
      instances,
      context,
      (instance, objects) => liveConnection({ ...instance, externalId: markOf(instance) }, objects, context),
    ),
};

async function ensure(input: Input, context: Context): Promise<string> {
  const { schema, name, role_arn: roleArn } = input;
  for (let attempt = 1; ; attempt += 1) {
    const own = await findOwn(input, context);
    if (own && isUsable(own, input)) return own.objectId;
    if (own) {
      throw new ConflictError(`the connection ${name} is bound to another role`, {
        where: own.objectId,
        said: `its role is ${own.value.awsWebIdentity?.roleArn}, and can never change; this deployment's is ${roleArn}`,
        cure: 'Delete it in Dynatrace and deploy again.',
      });
    }
    try {
      const externalId = markOf(input);
      return await createObject(context, { schemaId: schema, value: enhancedConnectionValue(name), externalId });
    } catch (error) {
      const unanswered = error instanceof DynatraceError && error.unanswered;
      if (!unanswered && !isNameTaken(error)) throw error;
      if (unanswered && attempt >= ATTEMPTS) throw error;
      const adopted = unanswered ? undefined : await resolveName(input, context, attempt >= ATTEMPTS);
      if (adopted) return adopted;
    }
  }
}

/**
 * Somebody has the name. Takes the connection over where the deployment file allows it, or waits for it where it is
 * this state's own under another key, which its delete is about to remove.
 *
 * @returns the object id when it was taken over, nothing when it is worth trying again
 */
async function resolveName(input: Input, context: Context, last: boolean): Promise<string | undefined> {
  const { schema, name, adopt, role_arn: roleArn } = input;
  const objects = await listObjects<Found['value']>(context, schema, { name });
  const found = objects.find(({ value }) => value.name === name);
  if (!found) throw await nameTaken(context, schema, name);
  const ours = isOurs(found, input);
  if (ours && !last) {
    context.log(`connection ${name}: waiting until ${found.externalId} no longer has this name`);
    await context.clock.sleep(PAUSE);
    return undefined;
  }
  if (ours || !adopt) throw belongsToAnother(found, input);
  if (!isUsable(found, input)) {
    const existing = found.value.awsWebIdentity?.roleArn;
    throw new ConflictError(`the connection ${name} cannot be adopted`, {
      where: found.objectId,
      said:
        existing === undefined ? `its type is ${found.value.type}` : `its role is ${existing}, and can never change`,
      cure: `Use that role by \`role.existing\` or \`role.name\`, or use another name; the role of this deployment is ${roleArn}.`,
    });
  }
  context.log(`connection ${name}: taking over ${found.objectId}`);
  return createObject(context, {
    schemaId: schema,
    value: found.value,
    externalId: markOf(input),
    objectId: found.objectId,
  });
}

/** A connection can serve as long as its role is open or already the right one. */
function isUsable({ value }: Found, { role_arn: roleArn }: Pick<Input, 'role_arn'>): boolean {
  const existing = value.awsWebIdentity?.roleArn;
  return existing === '' || existing === roleArn;
}

async function findOwn(input: DeleteInput<'connection'>, context: Context): Promise<Found | undefined> {
  const externalId = markOf(input);
  const objects = await listObjects<Found['value']>(context, input.schema, { externalId });
  return objects.find((object) => object.externalId === externalId);
}
