import { edited, expectProblem, withTenant } from '../support';

const ENVIRONMENT = 'environment: abc12345.apps.dynatrace.com';

describe('tenants', () => {
  test.each([
    [
      'no environment',
      edited(`    ${ENVIRONMENT}\n`, ''),
      'key-missing tenants.prod.environment 7:3',
      'is required: Address of the environment, in any form',
    ],
    ['an empty environment', edited(ENVIRONMENT, 'environment: ""'), 'value-range tenants.prod.environment 8:5'],
    ['a misspelt environment', edited('environment:', 'enviroment:'), 'key-unknown tenants.prod.enviroment 8:5'],
    [
      'an account that is no UUID',
      withTenant('accountUuid: "42"'),
      'value-form tenants.prod.accountUuid 9:5',
      'must be a UUID, such as 11111111-2222-3333-4444-555555555555, got "42"',
    ],
    [
      'a plain ssoUrl',
      withTenant('ssoUrl: http://sso.example.com'),
      'value-form tenants.prod.ssoUrl 9:5',
      'must be an https URL (or http for localhost), got "http://sso.example.com"',
    ],
    [
      'an accountUrl with a slash',
      withTenant('accountUrl: https://api.example.com/'),
      'value-form tenants.prod.accountUrl 9:5',
    ],
    [
      'an issuer with a slash',
      withTenant('issuer: https://token.dynatrace.com/'),
      'value-form tenants.prod.issuer 9:5',
      'must be an https URL in lower case without a port, query or trailing slash, because IAM compares it exactly, got "https://token.dynatrace.com/"',
    ],
    [
      'an issuer with a port',
      withTenant('issuer: https://token.dynatrace.com:443'),
      'value-form tenants.prod.issuer 9:5',
    ],
    [
      'a prefix in small letters',
      withTenant('credentials: prod'),
      'value-form tenants.prod.credentials 9:5',
      'must be an environment variable prefix in upper case, got "prod"',
    ],
    [
      'allowApiToken as a text',
      withTenant('allowApiToken: yes'),
      'value-type tenants.prod.allowApiToken 9:5',
      'must be true or false, got "yes"',
    ],
    ['an unknown schema', withTenant('schema: new'), 'value-choice tenants.prod.schema 9:5'],
    ['an unknown way to install', withTenant('app: {install: auto}'), 'value-choice tenants.prod.app.install 9:11'],
    [
      'no time to wait',
      withTenant('app: {timeout: 0}'),
      'value-range tenants.prod.app.timeout 9:11',
      'must be more than 0, got 0',
    ],
    [
      'half a second',
      withTenant('roleTimeout: 0.5'),
      'value-type tenants.prod.roleTimeout 9:5',
      'must be an integer, got 0.5',
    ],
    [
      'hosts as a text',
      withTenant('allowedHosts: example.com'),
      'value-type tenants.prod.allowedHosts 9:5',
      'must be a list, got "example.com"',
    ],
    [
      'a service user without a name',
      withTenant(
        'accountUuid: 11111111-2222-3333-4444-555555555555',
        'workflowActors: {a: {serviceUser: {}, connections: all}}',
      ),
      'value-form tenants.prod.workflowActors.a.serviceUser 10:26',
      'must have exactly one of `create`, `existing`',
    ],
    [
      'an actor that is nobody',
      withTenant('accountUuid: 11111111-2222-3333-4444-555555555555', 'workflowActors: {a: {connections: all}}'),
      'value-form tenants.prod.workflowActors.a 10:22',
    ],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
  });
});
