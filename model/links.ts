import type { Environment } from './environment';
import { CONNECTOR_APP_ID } from './oidc';

/** The app's page in Dynatrace Hub, for installing it by hand. The form of the address is not documented. */
export function hubPage(environment: Pick<Environment, 'url'>): string {
  return `${environment.url}/ui/apps/dynatrace.hub/browse/all?details=${CONNECTOR_APP_ID}&detailsView=content`;
}

/** The settings page that lists the objects of a schema. The form of the address is not documented. */
export function settingsPage(environment: Pick<Environment, 'url'>, schemaId: string): string {
  return `${environment.url}/ui/apps/dynatrace.classic.settings/ui/settings/${schemaId}`;
}

/** The page where each user allows Workflows to act on their behalf. */
export function authorizationSettingsPage(environment: Pick<Environment, 'url'>): string {
  return `${environment.url}/ui/apps/dynatrace.automations/settings/authorization`;
}
