import { CONNECTION_SCHEMAS } from '../../model/connection';
import { parseEnvironment } from '../../model/environment';
import { authorizationSettingsPage, hubPage, settingsPage } from '../../model/links';

const ENVIRONMENT = parseEnvironment('https://abc12345.live.dynatrace.com/');

test.each([
  [
    'the app in Hub',
    hubPage(ENVIRONMENT),
    'https://abc12345.apps.dynatrace.com/ui/apps/dynatrace.hub/browse/all?details=dynatrace.aws.connector&detailsView=content',
  ],
  [
    'the connections',
    settingsPage(ENVIRONMENT, CONNECTION_SCHEMAS.legacy),
    'https://abc12345.apps.dynatrace.com/ui/apps/dynatrace.classic.settings/ui/settings/builtin:hyperscaler-authentication.aws.connection',
  ],
  [
    'the authorization settings',
    authorizationSettingsPage(ENVIRONMENT),
    'https://abc12345.apps.dynatrace.com/ui/apps/dynatrace.automations/settings/authorization',
  ],
])('the page of %s is on the platform', (_, page, address) => {
  expect(page).toBe(address);
});
