import { edited, expectProblem, GOOD, problemsOf, withTenant } from '../support';

function environment(text: string): string {
  return edited('abc12345.apps.dynatrace.com', text);
}

test.each([
  [
    'a Managed environment',
    environment('https://managed.example.com/e/11111111-2222-3333-4444-555555555555'),
    'environment-address tenants.prod.environment 8:5',
    'must be a SaaS environment: Dynatrace Managed has no Workflows, got "https://managed.example.com/e/11111111-2222-3333-4444-555555555555"',
  ],
  [
    'a bare id',
    environment('abc12345'),
    'environment-address tenants.prod.environment 8:5',
    'must look like abc12345.apps.dynatrace.com; any other host needs `ssoUrl`, `accountUrl` and `issuer` as well, got "abc12345"',
  ],
  [
    'a host of its own with a part of its addresses',
    withTenant('ssoUrl: https://sso.example.com').replace('abc12345.apps.dynatrace.com', 'dt.example.com'),
    'environment-address tenants.prod.environment 8:5',
  ],
  [
    'plain http',
    environment('http://abc12345.apps.dynatrace.com'),
    'environment-address tenants.prod.environment 8:5',
    'must use https, got "http://abc12345.apps.dynatrace.com"',
  ],
  [
    'sprint without an issuer',
    environment('abc12345.sprint.apps.dynatracelabs.com'),
    'environment-address tenants.prod.environment 8:5',
    'needs `issuer` as well, because the token issuer of sprint environments is not published, got "abc12345.sprint.apps.dynatracelabs.com"',
  ],
  [
    'no address',
    environment('"https://"'),
    'environment-address tenants.prod.environment 8:5',
    'must be the address of a Dynatrace environment, such as abc12345.apps.dynatrace.com, got "https://"',
  ],
  [
    'the environment of another tenant in another form',
    `${GOOD}  other:\n    environment: https://ABC12345.live.dynatrace.com/\n`,
    'environment-twice tenants.other.environment 13:5',
    'must be a different environment from that of `tenants.prod`, got "https://ABC12345.live.dynatrace.com/"',
  ],
])('%s', (_, text, ...said) => {
  expectProblem(text, ...said);
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
