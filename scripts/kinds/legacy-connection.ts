import { legacyConnectionValue } from '../../model/connection';
import { legacyExternalId, ownerMark } from '../../model/tracked';
import { compareWithObjects } from '../dynatrace/compare';
import type { Context } from '../dynatrace/context';
import { ConflictError, DynatraceError } from '../dynatrace/errors';
import { nameTaken, ownerOf } from '../dynatrace/ownership';
import {
  createObject,
  deleteObject,
  isNameTaken,
  listObjects,
  type SettingsObject,
  settingsPermissions,
} from '../dynatrace/settings';
import type { CreateInput, Instance, Live, Verbs } from './verbs';

type Input = CreateInput<'legacy-connection'>;
type Found = SettingsObject<{ name: string }>;

/** How often a create without an answer is looked for and repeated. */
const ATTEMPTS = 3;

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
    const found = await find(input, context);
    if (!found) {
      context.log(`connection ${input.name} was gone already`);
    } else if (found.externalId !== legacyExternalId(input)) {
      context.log(`connection ${input.name} stays, it is not the one that this deployment created`);
    } else {
      await deleteObject(context, input.schema, found.objectId);
      context.log(`connection ${input.name} is deleted`);
    }
  },

  read: (instances, context) => compareWithObjects(instances, context, live),
};

async function ensure(input: Input, context: Context): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await find(input, context);
    const externalId = legacyExternalId(input);
    if (found?.externalId === externalId) return found.objectId;
    if (found) await makeWay(found, input, context);
    try {
      const roleArn = input.role_arn;
      const value = legacyConnectionValue(input.name, roleArn, input.policy_arns.split(' ').filter(Boolean));
      return await createObject(context, { schemaId: input.schema, value, externalId });
    } catch (error) {
      if (isNameTaken(error)) throw await nameTaken(context, input.schema, input.name);
      // Without an answer it may exist now, and creating it again would fail on its own name.
      const unanswered = error instanceof DynatraceError && error.unanswered;
      if (!unanswered || attempt >= ATTEMPTS) throw error;
    }
  }
}

/** Deletes an object of this name where that is this deployment's right, since it cannot be changed. */
async function makeWay(found: Found, { name, owner, schema, adopt }: Input, context: Context): Promise<void> {
  if (!adopt && !found.externalId?.startsWith(ownerMark(owner))) {
    throw new ConflictError(`the connection ${name} belongs to something else`, {
      where: found.objectId,
      said: `${ownerOf(found)}, external id ${found.externalId ?? 'none'}`,
      cure: 'Use another name, or set `adopt: true`, which replaces it by one with a new object id.',
    });
  }
  context.log(`connection ${name}: replacing ${found.objectId}`);
  await deleteObject(context, schema, found.objectId);
}

async function find(input: Pick<Input, 'schema' | 'name'>, context: Context): Promise<Found | undefined> {
  const objects = await listObjects<Found['value']>(context, input.schema, { name: input.name });
  return objects.find(({ value }) => value.name === input.name);
}

function live(instance: Instance<'legacy-connection'>, objects: Found[]): Live {
  const found = objects.find(({ value }) => value.name === instance.name);
  if (!found) return { status: 'missing' };
  const expected = legacyExternalId(instance);
  const changes = [
    { attribute: 'external_id', from: expected, to: found.externalId ?? '' },
    { attribute: 'object_id', from: instance.object_id ?? found.objectId, to: found.objectId },
  ].filter(({ from, to }) => from !== to);
  if (changes.length > 0) return { status: 'changed', changes, objectId: found.objectId };
  const note = 'the API masks role and policy ARNs; they cannot change without the external id changing';
  return { status: 'in-sync', objectId: found.objectId, note };
}
