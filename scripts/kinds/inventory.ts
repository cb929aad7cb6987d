import type { Holding, TrackedInstance } from '../../model/kind-types';
import { type ObjectAccessor, resolveAccessor } from '../dynatrace/accessors';
import type { Context } from '../dynatrace/context';
import { AuthorizationError, ConflictError, unlessAbsent } from '../dynatrace/errors';
import { getAccess, type ObjectAccess, revokeAccess } from '../dynatrace/object-permissions';
import { settingsPermissions, settingsReadPermissions } from '../dynatrace/settings';
import { getObject, listObjects } from '../dynatrace/settings-read';
import { existenceOf, requireGone, VISIBILITY_CURE } from '../dynatrace/visibility';
import type { Change, Verbs } from './verbs';

/** All connections of a stack together: whether they can be seen, and whether others have access to them. */
export const verbs: Verbs<'inventory'> = {
  async look({ connections }, context) {
    const holdings = parse(connections);
    context.need(permissionsFor(holdings));
    const hidden: Holding[] = [];
    for (const holding of await invisible(holdings, context)) {
      const { schema, object_id: objectId, name } = holding;
      if ((await existenceOf({ schema, objectId, name }, context)) !== 'gone') hidden.push(holding);
    }
    if (hidden.length > 0) {
      throw new ConflictError(
        `${hidden.length} of ${holdings.length} connections cannot be seen with these credentials`,
        {
          where: hidden.map(({ name }) => name).join(', '),
          said: 'connections are private to their creator, so nothing was changed',
          cure: VISIBILITY_CURE,
        },
      );
    }
    context.log(`all ${holdings.length} connections can be seen, or are gone`);
    return undefined;
  },

  async create({ connections }, context) {
    const holdings = parse(connections).filter(({ exclusive }) => exclusive);
    context.need(holdings.flatMap(({ schema }) => settingsPermissions(schema)));
    for (const holding of holdings) {
      const access = await foreignAccess(holding, context);
      if (!access) await requireNobody(holding, context);
      for (const { accessor } of access ?? []) {
        await revokeAccess(context, holding.schema, holding.object_id, accessor);
        context.log(`access of ${describe(accessor)} to the connection ${holding.name} is revoked`);
      }
    }
    return undefined;
  },

  async read(instances, context) {
    const live = [];
    for (const instance of instances) {
      const changes = await foreignShares(instance, context);
      live.push(changes.length > 0 ? { status: 'changed' as const, changes } : { status: 'in-sync' as const });
    }
    return live;
  },
};

async function foreignShares({ connections }: TrackedInstance<'inventory'>, context: Context): Promise<Change[]> {
  const holdings = parse(connections);
  context.need(holdings.flatMap(({ schema }) => settingsReadPermissions(schema)));
  const changes: Change[] = [];
  for (const holding of holdings) {
    for (const { accessor, permissions } of (await foreignAccess(holding, context)) ?? []) {
      changes.push({
        attribute: holding.exclusive ? 'exclusive_share' : 'foreign_share',
        from: `${holding.name}: none`,
        to: `${holding.name}: ${describe(accessor)} (${permissions.includes('w') ? 'read-write' : 'read'})`,
      });
    }
  }
  return changes;
}

/** @throws DynatraceError unless a connection whose shares cannot be read is gone, so that nobody has access to it. */
async function requireNobody({ schema, object_id: objectId, name }: Holding, context: Context): Promise<void> {
  if (!(await getObject(context, schema, objectId))) return requireGone({ schema, objectId, name }, context);
  throw new AuthorizationError(`not allowed to read who has access to the connection ${name}`, {
    where: objectId,
    cure: 'Use the credentials that created it, or leave `exclusiveShares` out.',
  });
}

/** Who has access without being named in the file, or nothing when the connection is not there or cannot be seen. */
async function foreignAccess(
  { schema, object_id: objectId, accessors }: Holding,
  context: Context,
): Promise<ObjectAccess[] | undefined> {
  const access = await getAccess(context, schema, objectId);
  if (!access?.length) return access;
  const resolved = accessors.map((accessor) => unlessAbsent(resolveAccessor(accessor, context)));
  const named = await Promise.all(resolved);
  return access.filter(({ accessor }) => !named.some((one) => one?.type === accessor.type && one.id === accessor.id));
}

/** What is in no list of its schema, with one list per schema. */
async function invisible(holdings: Holding[], context: Context): Promise<Holding[]> {
  const seen = new Set<string>();
  for (const schema of new Set(holdings.map((holding) => holding.schema))) {
    for (const { objectId } of await listObjects(context, schema)) seen.add(objectId);
  }
  return holdings.filter(({ object_id: objectId }) => !seen.has(objectId));
}

function permissionsFor(holdings: Holding[]) {
  return holdings.flatMap(({ schema }) => settingsPermissions(schema));
}

function describe({ type, id }: ObjectAccessor): string {
  return id === undefined ? type : `${type} ${id}`;
}

function parse(connections: string): Holding[] {
  return JSON.parse(connections) as Holding[];
}
