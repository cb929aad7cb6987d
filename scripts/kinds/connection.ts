import { type EnhancedConnectionValue, enhancedConnectionValue } from '../../model/connection';
import { enhancedExternalId, ownerMark } from '../../model/tracked';
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
    context.log(`connection ${input.key} ${found ? 'is deleted' : 'was gone already'}`);
  },

  read: (instances, context) => compareWithObjects(instances, context, live),
};

async function ensure(input: Input, context: Context): Promise<string> {
  const { schema, name } = input;
  const externalId = enhancedExternalId(input);
  for (let attempt = 1; ; attempt += 1) {
    const own = await findOwn(input, context);
    if (own && isUsable(own, input)) return own.objectId;
    if (own) {
      // Left behind by a replacement that was interrupted; a role ARN can never be changed.
      context.log(`connection ${name}: replacing ${own.objectId}, which is bound to another role`);
      await deleteObject(context, schema, own.objectId);
    }
    try {
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
 * our own under another key, which its delete is about to remove.
 *
 * @returns the object id when it was taken over, nothing when it is worth trying again
 */
async function resolveName(input: Input, context: Context, last: boolean): Promise<string | undefined> {
  const { schema, name, owner, adopt, role_arn: roleArn } = input;
  const objects = await listObjects<Found['value']>(context, schema, { name });
  const found = objects.find(({ value }) => value.name === name);
  if (!found) throw await nameTaken(context, schema, name);
  const ours = found.externalId?.startsWith(ownerMark(owner));
  if (ours && !last && !adopt) {
    context.log(`connection ${name}: waiting for ${found.externalId} to give the name free`);
    await context.clock.sleep(PAUSE);
    return undefined;
  }
  if (!adopt) {
    throw new ConflictError(`the connection ${name} belongs to something else`, {
      where: found.objectId,
      said: `${ownerOf(found)}, external id ${found.externalId ?? 'none'}`,
      cure: ours
        ? 'It is another connection of this deployment: deploy without this one first, so that the name is free.'
        : 'Use another name, or set `adopt: true`, which takes it over and keeps its object id.',
    });
  }
  const existing = found.value.awsWebIdentity?.roleArn;
  if (!isUsable(found, input)) {
    throw new ConflictError(`the connection ${name} cannot be adopted`, {
      where: found.objectId,
      said:
        existing === undefined ? `its type is ${found.value.type}` : `its role is ${existing}, and can never change`,
      cure: `Delete it, or use another name; the role of this deployment is ${roleArn}.`,
    });
  }
  const externalId = enhancedExternalId(input);
  context.log(`connection ${name}: taking over ${found.objectId}`);
  return createObject(context, { schemaId: schema, value: found.value, externalId, objectId: found.objectId });
}

/** A connection can serve as long as its role is open or already the right one. */
function isUsable({ value }: Found, { role_arn: roleArn }: Pick<Input, 'role_arn'>): boolean {
  const existing = value.awsWebIdentity?.roleArn;
  return existing === '' || existing === roleArn;
}

async function findOwn(input: Pick<Input, 'schema' | 'owner' | 'key'>, context: Context): Promise<Found | undefined> {
  const externalId = enhancedExternalId(input);
  const objects = await listObjects<Found['value']>(context, input.schema, { externalId });
  return objects.find((object) => object.externalId === externalId);
}

function live(instance: Instance<'connection'>, objects: Found[]): Live {
  const externalId = enhancedExternalId(instance);
  const found =
    objects.find((object) => object.externalId === externalId) ??
    objects.find(({ objectId }) => objectId === instance.object_id);
  if (!found) return { status: 'missing' };
  const changes = [
    { attribute: 'external_id', from: externalId, to: found.externalId ?? '' },
    { attribute: 'object_id', from: instance.object_id ?? found.objectId, to: found.objectId },
  ].filter(({ from, to }) => from !== to);
  return {
    status: changes.length > 0 ? 'changed' : 'in-sync',
    objectId: found.objectId,
    ...(changes[0] && { changes }),
  };
}
