import type { EnhancedConnectionValue } from '../../model/connection';
import type { TrackedInstance } from '../../model/kinds';
import { backoff } from '../dynatrace/clock';
import { compareWithObjects } from '../dynatrace/compare';
import type { Context } from '../dynatrace/context';
import { ConflictError, RejectedError } from '../dynatrace/errors';
import { nameTaken } from '../dynatrace/ownership';
import { getObject, isNameTaken, type SettingsObject, settingsPermissions, updateObject } from '../dynatrace/settings';
import { whenTrusted } from '../role-trust';
import type { CreateInput, Live, Verbs } from './verbs';

type Input = CreateInput<'connection-settings'>;
type Found = SettingsObject<EnhancedConnectionValue>;

/** How often an update is repeated when others get in between. */
const ATTEMPTS = 5;

/** Name and role of an enhanced connection. The role can be set once, and only when Dynatrace can assume it. */
export const verbs: Verbs<'connection-settings'> = {
  async create(input, context) {
    context.need(settingsPermissions(input.schema));
    for (let attempt = 1; ; attempt += 1) {
      try {
        await apply(input, context);
        return undefined;
      } catch (error) {
        // Another connection of the file may be about to give its name up, and a stale object is read again.
        const passing = isNameTaken(error) || (error instanceof ConflictError && error.response !== undefined);
        if (!passing) throw error;
        if (attempt >= ATTEMPTS) throw isNameTaken(error) ? await nameTaken(context, input.schema, input.name) : error;
        await context.clock.sleep(backoff(attempt, 1_000, 5_000));
      }
    }
  },

  read: (instances, context) => compareWithObjects(instances, context, live),
};

async function apply(input: Input, context: Context): Promise<void> {
  const { schema, object_id: objectId, name, role_arn: roleArn } = input;
  const found = await getObject<Found['value']>(context, schema, objectId);
  if (!found) {
    throw new RejectedError(`the connection ${name} is not there`, {
      where: objectId,
      cure: 'It was deleted by something else, or is hidden from these credentials. `npm run deploy` creates it again.',
    });
  }
  const existing = found.value.awsWebIdentity.roleArn;
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
  if (!found) throw new RejectedError('the connection is not there', { where: objectId });
  const value = { ...found.value, awsWebIdentity: { ...found.value.awsWebIdentity, roleArn } };
  await updateObject(context, { schemaId: schema, objectId, value }, { validateOnly: true });
}

function live(instance: TrackedInstance<'connection-settings'>, objects: Found[]): Live {
  const found = objects.find(({ objectId }) => objectId === instance.object_id);
  if (!found) return { status: 'missing' };
  const changes = [
    { attribute: 'name', from: instance.name, to: found.value.name },
    { attribute: 'role_arn', from: instance.role_arn, to: found.value.awsWebIdentity?.roleArn ?? '' },
  ].filter(({ from, to }) => from !== to);
  return {
    status: changes.length > 0 ? 'changed' : 'in-sync',
    objectId: found.objectId,
    ...(changes[0] && { changes }),
  };
}
