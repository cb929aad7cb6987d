import { schemaOf } from '../resolve';
import type { Tenant } from '../schema';
import type { CheckContext } from './context';

/** Most objects of the legacy connection schema in an environment. Source: its settings schema. */
const MAX_LEGACY_CONNECTIONS = 100;

/** Connections that Dynatrace documents an environment to hold, of both schemas. */
const DOCUMENTED_CONNECTIONS = 500;

/** Connections in one stack from which its plans become slow. */
const COMFORTABLE_STACK = 100;

export function checkLimits({ deployment, report, warn }: CheckContext): void {
  for (const [key, tenant] of Object.entries(deployment.tenants)) {
    const path = ['tenants', key, 'connections'];
    const connections = Object.values(tenant.connections).filter(({ retired }) => !retired);
    const legacy = connections.filter((connection) => schemaOf(tenant, connection) === 'legacy').length;
    if (legacy > MAX_LEGACY_CONNECTIONS) {
      const rule = `must have at most ${MAX_LEGACY_CONNECTIONS} connections in the legacy schema, got ${legacy}`;
      report('connection-count', path, rule, undefined, 'set `schema: enhanced` for the others');
    }
    if (connections.length > DOCUMENTED_CONNECTIONS) {
      const { length } = connections;
      warn(
        'connections-undocumented',
        path,
        `has ${length} connections, and Dynatrace documents at most ${DOCUMENTED_CONNECTIONS} per environment`,
      );
    }
    const stack = largestStack(tenant);
    if (stack > COMFORTABLE_STACK) {
      const cure = tenant.layout === 'tenant' ? 'set `layout: account` to get a stack for each account' : undefined;
      warn(
        'stack-large',
        path,
        `puts ${stack} connections into one stack, and plans become slow above ${COMFORTABLE_STACK}`,
        undefined,
        cure,
      );
    }
  }
}

/** Connections in the stack of a tenant that has most of them. */
function largestStack({ layout, connections }: Tenant): number {
  const counts = new Map<string, number>();
  for (const { account } of Object.values(connections)) {
    const stack = layout === 'account' ? account : '';
    counts.set(stack, (counts.get(stack) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}
