import type { ResolvedConnection } from '../../deployment/stacks';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { enhancedExternalId, ownerMark } from '../../model/tracked';
import { ownerOf } from '../../scripts/dynatrace/ownership';
import { listHiddenObjects, listObjects } from '../../scripts/dynatrace/settings';
import { area, type Check, type TenantCheck } from './check';

/** Whether the names of the connections are free, or taken by this deployment, or by something else. */
export async function checkNames({ tenant, context }: TenantCheck): Promise<Check[]> {
  const checks: Check[] = [];
  for (const connection of tenant.connections) {
    const schemaId = CONNECTION_SCHEMAS[connection.schema];
    const objects = await listObjects<{ name: string }>(context, schemaId);
    const hidden = objects.some(({ value }) => value.name === connection.name)
      ? undefined
      : await listHiddenObjects<{ name: string }>(context, schemaId, { name: connection.name });
    const named = (list: typeof objects) => list.find(({ value }) => value.name === connection.name);
    const own = enhancedExternalId({ owner: tenant.owner, key: connection.key });
    const found = named(objects) ?? objects.find(({ externalId }) => externalId === own);
    checks.push(checkName(connection, found, named(hidden ?? [])));
  }
  return checks;

  function checkName({ key, name, schema, config }: ResolvedConnection, found?: Found, hidden?: Found): Check {
    const make = area(`tenant ${tenant.key}`);
    const what = `connection ${key}`;
    if (found?.externalId?.startsWith(ownerMark(tenant.owner))) return make.ok(what, 'managed by this deployment');
    if (found && config.adopt) {
      const detail = `"${name}" exists and will be taken over`;
      if (schema === 'enhanced') return make.ok(what, detail);
      return make.warning(
        what,
        `${detail}, with a new object id`,
        'Afterwards choose it again in the workflows that use it.',
      );
    }
    const cure = 'Set `adopt: true` to take it over, or choose another `name`.';
    if (found)
      return make.failure(what, `"${name}" exists already (${ownerOf(found)}, object ${found.objectId})`, cure);
    if (!hidden) return make.ok(what, `"${name}" is free, as far as these credentials can see`);
    const owner = 'Ask its owner to delete it, or choose another `name`.';
    return make.failure(what, `"${name}" is taken by a connection of somebody else (${ownerOf(hidden)})`, owner);
  }
}

type Found = Awaited<ReturnType<typeof listObjects>>[number];
