import { CONNECTION_SCHEMAS, type ConnectionSchema } from '../../model/connection';
import { getSchema, schemaCure } from '../../scripts/dynatrace/settings';
import { failed, type Outcome, ok, type Rule } from '../findings/rule';
import type { TenantBefore } from './subjects';

export const connectionSchema: Rule<TenantBefore> = {
  id: 'connection-schema',
  severity: 'error',
  what: 'The environment has the settings schemas that the connections use.',
  why: 'Dynatrace is replacing the legacy schema with the enhanced one; an environment may have only one of the two.',
  cure: 'Write `schema: enhanced` or `schema: legacy` for the tenant or the connection, whichever the environment has.',
  async check({ tenant, context }) {
    const outcomes: Outcome[] = [];
    for (const name of Object.keys(CONNECTION_SCHEMAS) as ConnectionSchema[]) {
      const schemaId = CONNECTION_SCHEMAS[name];
      const users = tenant.connections.filter(({ schema }) => schema === name).map(({ key }) => key);
      const subject = `${name} connection schema`;
      const used = users.length > 0 ? `used by ${users.join(', ')}` : 'not used';
      const found = await getSchema(context, schemaId);
      if (found) outcomes.push(ok(subject, `version ${found.version ?? 'unknown'}, ${used}`));
      else if (users.length === 0) outcomes.push(ok(subject, 'not in this environment, not used'));
      else outcomes.push(failed(subject, `not in this environment, but ${used}`, schemaCure(schemaId)));
    }
    return outcomes;
  },
};
