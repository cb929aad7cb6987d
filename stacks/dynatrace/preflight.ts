import { createHash } from 'node:crypto';
import type { ResolvedStack } from '../../deployment/stacks';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { deployPermissions, policyStatements } from '../../model/permissions';
import { literal } from '../expressions';
import type { KindProps } from './instances';

/**
 * Resolves the permissions of the setup page's prerequisites before anything is written, on both sides.
 *
 * @param covered everything that the stack tracks in the tenant; the preflight runs again whenever it changes
 */
export function preflight(stack: ResolvedStack, covered: object): KindProps<'preflight'> {
  const { config, environment, connections, holdsTenant } = stack;
  const connectionSchemas = [...new Set(connections.map(({ schema }) => CONNECTION_SCHEMAS[schema]))];
  const permissions = deployPermissions({
    installsApp: holdsTenant && config.app.install !== 'require',
    installsFromHub: holdsTenant && config.app.install === 'hub',
    uninstallsApp: holdsTenant && config.app.onDestroy === 'uninstall',
    connectionSchemas,
  });
  return {
    kind: 'preflight',
    instances: {
      all: {
        identity: { environment: environment.url },
        content: { statements: policyStatements(permissions), covers: digestOf(covered) },
        options: {
          permissions,
          schemas: [...connectionSchemas, ALLOWED_HOSTS_SCHEMA],
          names: connections.map(({ name, schema, config: { adopt } }) => ({
            schema: CONNECTION_SCHEMAS[schema],
            name,
            adopt,
          })),
        },
      },
    },
  };
}

function digestOf(covered: object): string {
  return createHash('sha256').update(JSON.stringify(literal(covered))).digest('hex').slice(0, 16);
}
