import { createHash } from 'node:crypto';
import type { ResolvedStack } from '../../deployment/resolved-stack';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import { deployPermissions, policyStatements } from '../../model/permissions';
import { Reference } from '../expressions';
import type { KindProps } from './instances';

/** Every kind's instances, for all that matters here. */
type Covered = Record<string, { instances: Record<string, { identity: object; content: object }> }>;

/**
 * Resolves the permissions of the setup page's prerequisites before anything is written, on both sides.
 *
 * @param covered everything that the stack tracks in the tenant; the preflight runs again whenever it changes
 */
export function preflight(stack: ResolvedStack, covered: Covered): KindProps<'preflight'> {
  const { config, environment, connections, holdsTenant } = stack;
  const connectionSchemas = [...new Set(connections.map(({ schema }) => CONNECTION_SCHEMAS[schema]))].sort();
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
          ...(holdsTenant && config.app.install === 'require' && { requires_app: CONNECTOR_APP_ID }),
        },
      },
    },
  };
}

/** Keys and the file's order are left out, so that a connection which moves to another key is not checked again. */
function digestOf(covered: Covered): string {
  const values = Object.values(covered).flatMap(({ instances }) => Object.values(instances).map(plainValues));
  const texts = values.map((value) => JSON.stringify(value)).sort();
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
}

/** What is known before an apply. */
function plainValues({ identity, content }: { identity: object; content: object }): unknown[] {
  return Object.values({ ...identity, ...content }).filter((value) => !(value instanceof Reference));
}
