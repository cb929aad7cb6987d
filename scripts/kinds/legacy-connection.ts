import { legacyConnectionValue } from '../../model/connection';
import type { TrackedInstance } from '../../model/kinds';
import { legacyExternalId } from '../../model/marks';
import { compareWithObjects } from '../dynatrace/compare';
import type { Context } from '../dynatrace/context';
import { ConflictError, DynatraceError, RejectedError } from '../dynatrace/errors';
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

type Input = CreateInput<'legacy-connection'>;
type Found = SettingsObject<{ name: string }>;

/** How often a create is repeated that got no answer, or whose name another connection of ours is about to free. */
const ATTEMPTS = 8;

/** Pause before looking again for a name that is about to be free, in milliseconds. */
const PAUSE = 3_000;

const MASKED = 'the API masks role and policy ARNs; they cannot change without the external id changing';

/** A connection in the schema of the setup page, whose every property is fixed once it exists. */
export const verbs: Verbs<'legacy-connection'> = {
  async create(input, context) {
    context.need(settingsPermissions(input.schema));
    const objectId = await ensure(input, context);
    context.log(`connection ${input.name} is ready`);
    return { object_id: objectId };
  },

  async delete(input, context) {
    context.need(settingsPermissions(input.schema));
    const externalId = legacyExternalId(input);
    const objects = await listObjects<Found['value']>(context, input.schema, { externalId });
    const found = objects.find((object) => object.externalId === externalId);
    if (found) await deleteObject(context, input.schema, found.objectId);
    else await requireGone({ schema: input.schema, name: input.name, externalId }, context);
    context.log(`connection ${input.name} ${found ? 'is deleted' : 'was gone already'}`);
  },

  read: (instances, context) =>
    compareWithObjects<TrackedInstance<'legacy-connection'>, Found['value']>(
      instances,
      context,
      async (instance, objects) => {
        const live = await liveConnection({ ...instance, externalId: legacyExternalId(instance) }, objects, context);
        return live.status === 'in-sync' ? { ...live, note: MASKED } : live;
      },
    ),
};

async function ensure(input: Input, context: Context): Promise<string> {
  const externalId = legacyExternalId(input);
  for (let attempt = 1; ; attempt += 1) {
    const found = await named(input, context);
    if (found?.externalId === externalId) return found.objectId;
    if (found && isOurs(found, input) && attempt < ATTEMPTS) {
      context.log(`connection ${input.name}: waiting until ${found.externalId} no longer has this name`);
      await context.clock.sleep(PAUSE);
      continue;
    }
    if (found) return adopt(found, input, context);
    try {
      return await createObject(context, { schemaId: input.schema, value: valueOf(input), externalId });
    } catch (error) {
      if (isNameTaken(error)) throw await nameTaken(context, input.schema, input.name);
      // Without an answer it may exist now, and creating it again would fail on its own name.
      const unanswered = error instanceof DynatraceError && error.unanswered;
      if (!unanswered || attempt >= ATTEMPTS) throw error;
    }
  }
}

/**
 * Takes a connection over in place. The schema allows no change, and its ARNs cannot be read: the write is accepted when
 * they are those of the deployment file, and refused when they are not.
 */
async function adopt(found: Found, input: Input, context: Context): Promise<string> {
  if (isOurs(found, input) || !input.adopt) throw belongsToAnother(found, input);
  const object = { schemaId: input.schema, value: valueOf(input), externalId: legacyExternalId(input) };
  context.log(`connection ${input.name}: taking over ${found.objectId}`);
  try {
    return await createObject(context, { ...object, objectId: found.objectId });
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new ConflictError(`the connection ${input.name} cannot be adopted`, {
      where: found.objectId,
      said: error.message,
      cure:
        'Its role or its session policies differ from those of the deployment file, and the legacy schema allows no ' +
        'change. Write what it has, or use another name and move its workflows.',
      response: error.response,
    });
  }
}

function valueOf({ name, role_arn: roleArn, policy_arns: policyArns }: DeleteInput<'legacy-connection'>) {
  return legacyConnectionValue(name, roleArn, policyArns.split(' ').filter(Boolean));
}

async function named(input: Pick<Input, 'schema' | 'name'>, context: Context): Promise<Found | undefined> {
  const objects = await listObjects<Found['value']>(context, input.schema, { name: input.name });
  return objects.find(({ value }) => value.name === input.name);
}
