import { ALLOWED_HOSTS_SCHEMA } from './connection';
import { CONNECTOR_APP_ID } from './oidc';

/** A Dynatrace permission, narrowed to a settings schema or an app where it can be. */
export interface Permission {
  permission: string;
  schemaId?: string;
  appId?: string;
}

/** Of services whose scopes tokens and OAuth clients may not be able to have; a deployment can do without them. */
export const OPTIONAL_PERMISSIONS = ['hyperscaler-authentication:aws:authenticate', 'hub:catalog:read'];

/** What a deployment does in a tenant, as far as it decides which permissions it needs. */
export interface TenantUse {
  installsApp: boolean;
  /** Whether the app comes from the Hub, by the call that Dynatrace does not support. */
  installsFromHub: boolean;
  uninstallsApp: boolean;
  /** Ids of the connection schemas in use. */
  connectionSchemas: string[];
}

/** The permissions that deploying needs, as in the prerequisites of the setup page. */
export function deployPermissions(use: TenantUse): Permission[] {
  const schemas = [...use.connectionSchemas, ALLOWED_HOSTS_SCHEMA];
  return [
    { permission: 'app-engine:apps:run' },
    ...(use.installsApp ? [{ permission: 'app-engine:apps:install', appId: CONNECTOR_APP_ID }] : []),
    ...(use.installsFromHub ? [{ permission: 'hub:catalog:read' }] : []),
    ...(use.uninstallsApp ? [{ permission: 'app-engine:apps:delete' }] : []),
    ...schemas.flatMap((schemaId) =>
      ['settings:objects:read', 'settings:objects:write', 'settings:schemas:read'].map((permission) => ({
        permission,
        schemaId,
      })),
    ),
    ...(use.connectionSchemas.length ? [{ permission: 'hyperscaler-authentication:aws:authenticate' }] : []),
  ];
}

/** The permissions that running the actions needs, for the user or group that the workflows run as. */
export function actorPermissions(connectionSchemas: string[]): Permission[] {
  return [
    { permission: 'hyperscaler-authentication:aws:authenticate' },
    ...connectionSchemas.map((schemaId) => ({ permission: 'settings:objects:read', schemaId })),
    { permission: 'app-engine:apps:run' },
    { permission: 'app-engine:functions:run' },
    { permission: 'automation:workflows:read' },
    { permission: 'automation:workflows:run' },
  ];
}

/** Policy statements that grant the permissions, ready to paste into a Dynatrace IAM policy. */
export function policyStatements(permissions: Permission[]): string {
  const byCondition = new Map<string, string[]>();
  for (const { permission, schemaId, appId } of permissions) {
    const condition = schemaId
      ? ` WHERE settings:schemaId = "${schemaId}"`
      : appId
        ? ` WHERE shared:app-id = "${appId}"`
        : '';
    byCondition.set(condition, [...(byCondition.get(condition) ?? []), permission]);
  }
  return [...byCondition].map(([condition, names]) => `ALLOW ${names.join(', ')}${condition};`).join('\n');
}
