import { CONNECTION_SCHEMAS, type ConnectionSchema } from '../../model/connection';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import { startSandbox } from '../../sandbox/index';
import { createContext } from '../../scripts/dynatrace/context';
import { verbs as enhanced } from '../../scripts/kinds/connection';
import { verbs as settings } from '../../scripts/kinds/connection-settings';
import { verbs as legacy } from '../../scripts/kinds/legacy-connection';

/**
 * Counts what the create scripts of connections send to a sandbox, each with a context of its own as in a deploy.
 *
 * @param numbers how many connections to create
 * @returns rows: total, schema, connections, total per connection
 */
export async function countRequests(numbers: number[]): Promise<string[][]> {
  const rows: string[][] = [];
  for (const schema of Object.keys(CONNECTION_SCHEMAS) as ConnectionSchema[]) {
    for (const connections of numbers) {
      const total = await requestsFor(schema, connections);
      rows.push([String(total), schema, String(connections), String(total / connections)]);
    }
  }
  return rows;
}

async function requestsFor(schema: ConnectionSchema, connections: number): Promise<number> {
  const sandbox = await startSandbox({ dynatrace: { apps: [CONNECTOR_APP_ID] } });
  const { dynatrace } = sandbox;
  dynatrace.behaviour.assumeRole = async () => ({ ok: true });
  const access = {
    ssoUrl: dynatrace.ssoUrl,
    accountUrl: dynatrace.accountUrl,
    classicUrl: dynatrace.url,
    allowApiToken: false,
  };
  const inContext = async <T>(act: (context: ReturnType<typeof createContext>) => Promise<T>): Promise<T> => {
    const context = createContext(dynatrace.url, access, { env: sandbox.credentials });
    return act(context).finally(() => context.close());
  };
  for (let index = 0; index < connections; index += 1) {
    const identity = {
      environment: dynatrace.url,
      schema: CONNECTION_SCHEMAS[schema],
      v: '1',
      owner: '1',
      label: 'bench',
      key: `connection-${index}`,
      guard: `${index}`,
      name: `connection ${index}`,
      role_arn: `arn:aws:iam::123456789012:role/c${index}`,
      adopt: false,
    };
    if (schema === 'legacy') {
      await inContext((context) => legacy.create({ ...identity, policy_arns: '' }, context));
    } else {
      const created = await inContext((context) => enhanced.create(identity, context));
      const trust = { issuer: 'https://token.dynatrace.com', audience: dynatrace.audience };
      const input = { ...identity, object_id: created?.object_id ?? '', timeout: 10, trust };
      await inContext((context) => settings.create(input, context));
    }
  }
  const total = dynatrace.log.length;
  await sandbox.close();
  return total;
}
