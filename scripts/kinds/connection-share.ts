import type { TrackedInstance } from '../../model/kind-types';
import type { ObjectAccessor } from '../dynatrace/accessors';
import { resolveAccessor } from '../dynatrace/accessors';
import type { Context } from '../dynatrace/context';
import { isAbsent, RejectedError, unlessAbsent } from '../dynatrace/errors';
import { getAccess, grantAccess, type ObjectAccess, revokeAccess } from '../dynatrace/object-permissions';
import { settingsPermissions, settingsReadPermissions } from '../dynatrace/settings';
import { requireGone } from '../dynatrace/visibility';
import { liveUnseen } from './live-connection';
import type { CreateInput, Live, Verbs } from './verbs';

type Input = CreateInput<'connection-share'>;

const RIGHTS: Record<Input['permission'], string[]> = { read: ['r'], 'read-write': ['r', 'w'] };

/** Who else may use a connection, which is private to its creator otherwise. */
export const verbs: Verbs<'connection-share'> = {
  async create(input, context) {
    context.need(settingsPermissions(input.schema));
    const accessor = await resolveAccessor(input.accessor, context);
    await share(input, accessor, context);
    context.log(`connection ${input.name} is shared with ${input.accessor} (${input.permission})`);
    return undefined;
  },

  async delete(input, context) {
    context.need(settingsPermissions(input.schema));
    const { schema, name, object_id: objectId } = input;
    // An accessor that does not exist any more has no access either.
    const accessor = await unlessAbsent(resolveAccessor(input.accessor, context));
    const revoked = accessor !== undefined && (await revokeAccess(context, schema, objectId, accessor));
    if (accessor && !revoked && !(await getAccess(context, schema, objectId))) {
      await requireGone({ schema, name, objectId }, context);
    }
    context.log(`access of ${input.accessor} to the connection ${name} ${revoked ? 'is revoked' : 'was already gone'}`);
  },

  async read(instances, context) {
    context.need(instances.flatMap(({ schema }) => settingsReadPermissions(schema)));
    const objects = new Map<string, ObjectAccess[] | undefined>();
    const live: Live[] = [];
    for (const instance of instances) {
      const { schema, object_id: objectId } = instance;
      if (!objects.has(objectId)) objects.set(objectId, await getAccess(context, schema, objectId));
      live.push(await compare(instance, objects.get(objectId), context));
    }
    return live;
  },
};

async function share(input: Input, accessor: ObjectAccessor, context: Context): Promise<void> {
  const { schema, object_id: objectId, permission } = input;
  try {
    await grantAccess(context, schema, objectId, accessor, RIGHTS[permission]);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new RejectedError(`cannot share the connection ${input.name} with ${input.accessor}`, {
      where: objectId,
      said: error.response?.message,
      cure: isAbsent(error)
        ? 'Either something else deleted the connection, or it is hidden from these credentials.'
        : 'Check that the user or group exists in the account and belongs to this environment.',
      response: error.response,
    });
  }
}

async function compare(
  instance: TrackedInstance<'connection-share'>,
  access: ObjectAccess[] | undefined,
  context: Context,
): Promise<Live> {
  const { schema, name, object_id: objectId, permission, accessor: wanted } = instance;
  if (!access) return liveUnseen({ schema, name, objectId }, context);
  const accessor = await unlessAbsent(resolveAccessor(wanted, context));
  const entry = access.find((one) => one.accessor.type === accessor?.type && one.accessor.id === accessor?.id);
  if (!entry) return { status: 'missing', objectId, note: accessor ? undefined : `${wanted} no longer exists` };
  const actual = entry.permissions.includes('w') ? 'read-write' : 'read';
  if (actual === permission) return { status: 'in-sync', objectId };
  return { status: 'changed', objectId, changes: [{ attribute: 'permission', from: permission, to: actual }] };
}
