import type { EnhancedConnectionValue } from '../../model/connection';
import type { TrackedInstance } from '../../model/kind-types';
import { compareWithObjects } from '../dynatrace/compare';
import type { Context } from '../dynatrace/context';
import { ConflictError, RejectedError } from '../dynatrace/errors';
import { nameTaken } from '../dynatrace/ownership';
import { repeat } from '../dynatrace/retry';
import { isNameTaken, settingsPermissions } from '../dynatrace/settings';
import { getObject } from '../dynatrace/settings-read';
import type { SettingsObject } from '../dynatrace/settings-shapes';
import { updateObject } from '../dynatrace/settings-write';
import { whenTrusted } from '../role-trust';
import { liveUnseen } from './live-connection';
import type { CreateInput, Live, Verbs } from './verbs';

type Input = CreateInput<'connection-settings'>;
type Found = SettingsObject<EnhancedConnectionValue>;

/** How long an update is repeated when others get in between. */
const REPETITION = { attempts: 5, longest: 5_000 };

/** Name and role of an enhanced connection. The role can be set once, and only when Dynatrace can assume it. */
export const verbs: Verbs<'connection-settings'> = {
  async create(input, context) {
    context.need(settingsPermissions(input.schema));
    try {
      await repeat(context, { ...REPETITION, while: isPassing }, () => apply(input, context));
    } catch (error) {
      throw isNameTaken(error) ? await nameTaken(context, input.schema, input.name) : error;
    }
    return undefined;
  },

  read: (instances, context) =>
    compareWithObjects<TrackedInstance<'connection-settings'>, EnhancedConnectionValue>(
      instances,
      context,
      (instance, objects) => live(instance, objects, context),
    ),
};

/** Another connection of the file may be about to give its name up, and a stale object is read again. */
function isPassing(error: unknown): boolean {
  return isNameTaken(error) || (error instanceof ConflictError && error.response !== undefined);
}

async function apply(input: Input, context: Context): Promise<void> {
  const { schema, object_id: objectId, name, role_arn: roleArn } = input;
  const found = await getObject<Found['value']>(context, schema, objectId);
  if (!found) {
    throw new RejectedError(`the connection ${name} cannot be found`, {
      where: objectId,
      cure: 'Either something else deleted it, and `npm run deploy` recreates it, or it is hidden from these credentials.',
    });
  }
  const existing = found.value.awsWebIdentity?.roleArn ?? '';
  const value = { ...found.value, name, awsWebIdentity: { ...found.value.awsWebIdentity, roleArn } };
  const write = (validateOnly: boolean) =>
    updateObject(context, { schemaId: schema, objectId, value, updateToken: found.updateToken }, { validateOnly });
  if (existing === roleArn) {
    // Every write of a connection with a role makes Dynatrace assume it.
    if (found.value.name !== name) await whenTrusted(input, context, () => write(false));
    context.log(`connection ${name} uses ${roleArn}`);
    return;
  }
  if (existing !== '') {
    throw new ConflictError(`the connection ${name} is bound to another role`, {
      where: objectId,
      said: `its role is ${existing}, and can never change`,
      cure: 'Use that role, or delete the connection so that it is created again with a new object id.',
    });
  }
  await whenTrusted(input, context, async () => {
    await write(true);
    await write(false);
  });
  context.log(`connection ${name} uses ${roleArn}: Dynatrace has assumed it`);
}

/**
 * Lets Dynatrace try whether it can assume the role of a connection, without changing anything.
 *
 * @throws RejectedError with what AWS answered
 */
export async function testRole(instance: TrackedInstance<'connection-settings'>, context: Context): Promise<void> {
  const { schema, object_id: objectId, role_arn: roleArn } = instance;
  const found = await getObject<Found['value']>(context, schema, objectId);
  if (!found) throw new RejectedError('the connection cannot be found', { where: objectId });
  const value = { ...found.value, awsWebIdentity: { ...found.value.awsWebIdentity, roleArn } };
  await updateObject(context, { schemaId: schema, objectId, value }, { validateOnly: true });
}

async function live(
  instance: TrackedInstance<'connection-settings'>,
  objects: Found[],
  context: Context,
): Promise<Live> {
  const { schema, name, object_id: objectId } = instance;
  const found = objects.find((object) => object.objectId === objectId);
  if (!found) return liveUnseen({ schema, name, objectId }, context);
  const changes = [
    { attribute: 'name', from: name, to: found.value.name },
    { attribute: 'role_arn', from: instance.role_arn, to: found.value.awsWebIdentity?.roleArn ?? '' },
  ].filter(({ from, to }) => from !== to);
  return {
    status: changes.length > 0 ? 'changed' : 'in-sync',
    objectId: found.objectId,
    ...(changes[0] && { changes }),
  };
}
