import type { ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import type { KindProps } from './instances';

/** @param bundle path of the app's zip below the stack's directory, when the app is installed from one */
export function hubApp({ config, environment, holdsTenant }: ResolvedStack, bundle?: string): KindProps<'hub-app'> {
  const { install, timeout, onDestroy } = config.app;
  const app = {
    identity: { environment: environment.url, app_id: CONNECTOR_APP_ID },
    content: {},
    options: { install, timeout, ...(bundle && { bundle }) },
  };
  return {
    kind: 'hub-app',
    instances: holdsTenant ? { [CONNECTOR_APP_ID]: app } : {},
    ...(onDestroy === 'keep' && { keepsOnDestroy: true }),
  };
}
