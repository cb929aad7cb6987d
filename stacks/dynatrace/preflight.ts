import { createHash } from 'node:crypto';
import type { ResolvedTenant } from '../../deployment/resolved';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { deployPermissions, policyStatements } from '../../model/permissions';
import type { TrackedResourceProps } from './tracked-resource';

/**
 * Resolves the permissions of the setup page's prerequisites before anything is written, on both sides.
 *
 * @param covered everything that the stack tracks in the tenant; the preflight runs again whenever it changes
 */
export function preflight(tenant: ResolvedTenant, covered: object): TrackedResourceProps<'preflight'> {
  const { app } = tenant.config;
  const connectionSchemas = [...new Set(tenant.connections.map(({ schema }) => CONNECTION_SCHEMAS[schema]))];
  const permissions = deployPermissions({
    installsApp: app.install !== 'require',
    installsFromHub: app.install === 'hub',
    uninstallsApp: app.onDestroy === 'uninstall',
    connectionSchemas,
  });
  return {
    kind: 'preflight',
    instances: {
      [tenant.key]: {
        triggers: {
          environment: tenant.environment.url,
          statements: policyStatements(permissions),
          covers: createHash('sha256').update(JSON.stringify(covered)).digest('hex').slice(0, 16),
        },
        options: { permissions, schemas: [...connectionSchemas, ALLOWED_HOSTS_SCHEMA] },
      },
    },
  };
}
