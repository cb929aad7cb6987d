import type { ResolvedTenant } from '../../deployment/resolved';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import type { TrackedResourceProps } from './tracked-resource';

/** @param bundle path of the app's zip below the stack's directory, when the app is installed from one */
export function hubApp(tenant: ResolvedTenant, bundle?: string): TrackedResourceProps<'hub-app'> {
  const { install, timeout, onDestroy } = tenant.config.app;
  return {
    kind: 'hub-app',
    instances: {
      [CONNECTOR_APP_ID]: {
        triggers: { environment: tenant.environment.url, app_id: CONNECTOR_APP_ID },
        options: { install, timeout, ...(bundle && { bundle }) },
      },
    },
    ...(onDestroy === 'uninstall' && { deleteFrom: 'record' as const, deleteOptions: { on_destroy: onDestroy } }),
  };
}
