import type { ResolvedConnection, ResolvedTenant } from '../../deployment/resolved';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { enhancedExternalId, ownerMark } from '../../model/tracked';
import { ownerOf } from '../../scripts/dynatrace/ownership';
import { listHiddenObjects, listObjects } from '../../scripts/dynatrace/settings';
import { asWarning, failed, type Outcome, ok, type Rule } from '../findings/rule';
import type { TenantBefore } from './subjects';

type Found = Awaited<ReturnType<typeof listObjects>>[number];

export const connectionNameRule: Rule<TenantBefore> = {
  id: 'connection-name',
  severity: 'error',
  what: 'The names of the connections are free, belong to this deployment, or are to be adopted.',
  why: 'Names are unique in an environment, and what something else created is never changed without being asked to.',
  cure: 'Set `adopt: true` to take the connection over, or choose another `name`.',
  async check({ tenant, context }) {
    const outcomes: Outcome[] = [];
    for (const connection of tenant.connections) {
      const schemaId = CONNECTION_SCHEMAS[connection.schema];
      const objects = await listObjects<{ name: string }>(context, schemaId);
      const hidden = objects.some(({ value }) => value.name === connection.name)
        ? undefined
        : await listHiddenObjects<{ name: string }>(context, schemaId, { name: connection.name });
      const named = (list: typeof objects) => list.find(({ value }) => value.name === connection.name);
      const own = enhancedExternalId({ owner: tenant.owner, key: connection.key });
      const found = named(objects) ?? objects.find(({ externalId }) => externalId === own);
      outcomes.push({
        ...checkName(connection, tenant, found, named(hidden ?? [])),
        place: ['tenants', tenant.key, 'connections', connection.key],
      });
    }
    return outcomes;
  },
};

function checkName(
  { key, name, schema, config }: ResolvedConnection,
  { owner }: ResolvedTenant,
  found?: Found,
  hidden?: Found,
): Outcome {
  const subject = `connection ${key}`;
  if (found?.externalId?.startsWith(ownerMark(owner))) return ok(subject, 'managed by this deployment');
  if (found && config.adopt) {
    const detail = `"${name}" exists and will be taken over`;
    if (schema === 'enhanced') return ok(subject, detail);
    const cure = 'Afterwards choose it again in the workflows that use it.';
    return asWarning(failed(subject, `${detail}, with a new object id`, cure));
  }
  if (found) {
    const detail = `"${name}" exists already (${ownerOf(found)}, object ${found.objectId})`;
    return failed(subject, detail, connectionNameRule.cure);
  }
  if (!hidden) return ok(subject, `"${name}" is free, as far as these credentials can see`);
  const detail = `"${name}" is taken by a connection of somebody else (${ownerOf(hidden)})`;
  return failed(subject, detail, 'Ask its owner to delete it, or choose another `name`.');
}
