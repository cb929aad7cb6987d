import type { ResolvedConnection, ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { parseMark } from '../../model/marks';
import type { Context } from '../../scripts/dynatrace/context';
import type { ConflictError } from '../../scripts/dynatrace/errors';
import { belongsToAnother, isOurs, nameTaken } from '../../scripts/dynatrace/ownership';
import { listHiddenObjects, listObjects } from '../../scripts/dynatrace/settings-read';
import type { SettingsObject } from '../../scripts/dynatrace/settings-shapes';
import { failed, type Outcome, ok, type Rule } from '../findings/rule';
import { ownerId } from '../live/states';
import type { TenantBefore } from './subjects';

type Named = SettingsObject<{ name: string }>;

export const connectionName: Rule<TenantBefore> = {
  id: 'connection-name',
  severity: 'error',
  what: 'Connection names are available, belong to this deployment, or are to be adopted.',
  why: 'Names are unique within an environment, and connections created by something else are never changed unless the file says so.',
  cure: 'Set `adopt: true` to take the connection over, or choose another `name`.',
  async check({ tenant, context, states }) {
    const owner = ownerId(states, tenant.name) ?? '';
    const outcomes: Outcome[] = [];
    for (const connection of tenant.connections) {
      const outcome = await checkName(connection, tenant, owner, context);
      outcomes.push({ ...outcome, place: ['tenants', tenant.key, 'connections', connection.key] });
    }
    return outcomes;
  },
};

/** @param owner id of the state, empty before its first deploy */
async function checkName(
  { key, name, schema, config }: ResolvedConnection,
  { label }: Pick<ResolvedStack, 'label'>,
  owner: string,
  context: Context,
): Promise<Outcome> {
  const subject = `connection ${key}`;
  const schemaId = CONNECTION_SCHEMAS[schema];
  const objects = await listObjects<Named['value']>(context, schemaId);
  const own = objects.find((object) => isOurs(object, { owner }) && parseMark(object.externalId)?.key === key);
  if (own) return ok(subject, 'managed by this deployment');
  const found = objects.find(({ value }) => value.name === name);
  if (found && config.adopt) return ok(subject, `"${name}" exists and will be taken over`);
  if (found) return conflict(subject, belongsToAnother(found, { label, owner }));
  const hidden = await listHiddenObjects<Named['value']>(context, schemaId, { name });
  if (hidden?.some(({ value }) => value.name === name)) {
    return conflict(subject, await nameTaken(context, schemaId, name));
  }
  return ok(subject, `"${name}" is available, as far as these credentials can see`);
}

/** An error's message ends with its cure, which a finding has beside it. */
function conflict(subject: string, { message, cure = '' }: ConflictError): Outcome {
  return failed(subject, message.slice(0, message.length - cure.length).replace(/[.\s]+$/, ''), cure);
}
