import { edited, GOOD, problemsOf, withTenant } from '../support';

function environment(text: string): string {
  return edited('abc12345.apps.dynatrace.com', text);
}

test.each([
  [
    'a Managed environment',
    environment('https://managed.example.com/e/11111111-2222-3333-4444-555555555555'),
    '`tenants.prod.environment` must be a SaaS environment: Dynatrace Managed has no Workflows, got "https://managed.example.com/e/11111111-2222-3333-4444-555555555555" (deployment.yaml:8:5)',
  ],
  [
    'a bare id',
    environment('abc12345'),
    '`tenants.prod.environment` must look like abc12345.apps.dynatrace.com; any other host needs `ssoUrl`, `accountUrl` and `issuer` beside it, got "abc12345" (deployment.yaml:8:5)',
  ],
  [
    'a host of its own with a part of its addresses',
    withTenant('ssoUrl: https://sso.example.com').replace('abc12345.apps.dynatrace.com', 'dt.example.com'),
    '`tenants.prod.environment` must look like abc12345.apps.dynatrace.com; any other host needs `ssoUrl`, `accountUrl` and `issuer` beside it, got "dt.example.com" (deployment.yaml:8:5)',
  ],
  [
    'plain http',
    environment('http://abc12345.apps.dynatrace.com'),
    '`tenants.prod.environment` must use https, got "http://abc12345.apps.dynatrace.com" (deployment.yaml:8:5)',
  ],
  [
    'sprint without an issuer',
    environment('abc12345.sprint.apps.dynatracelabs.com'),
    '`tenants.prod.environment` needs `issuer` beside it, because the token issuer of sprint is not published, got "abc12345.sprint.apps.dynatracelabs.com" (deployment.yaml:8:5)',
  ],
  [
    'no address',
    environment('"https://"'),
    '`tenants.prod.environment` must be the address of a Dynatrace environment, such as abc12345.apps.dynatrace.com, got "https://" (deployment.yaml:8:5)',
  ],
  [
    'the environment of another tenant in another form',
    `${GOOD}  other:\n    environment: https://ABC12345.live.dynatrace.com/\n`,
    '`tenants.other.environment` must be a different environment from that of `tenants.prod`, got "https://ABC12345.live.dynatrace.com/" (deployment.yaml:13:5)',
  ],
])('%s', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});

test.each([
  ['a pasted link', environment('https://abc12345.apps.dynatrace.com/ui/apps/dynatrace.automations?x=y#z')],
  [
    'sprint with an issuer',
    withTenant('issuer: https://token.example.com').replace('.apps.dynatrace.com', '.sprint.apps.dynatracelabs.com'),
  ],
  ['two environments', `${GOOD}  other:\n    environment: xyz98765.apps.dynatrace.com\n`],
])('%s is fine', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});
