import { edited, problemsOf, withTenant } from '../support';

const ENVIRONMENT = 'environment: abc12345.apps.dynatrace.com';

describe('tenants', () => {
  test.each([
    [
      'no environment',
      edited(`    ${ENVIRONMENT}\n`, ''),
      '`tenants.prod.environment` is required: Address of the environment, in any form (deployment.yaml:7:3)',
    ],
    [
      'an empty environment',
      edited(ENVIRONMENT, 'environment: ""'),
      '`tenants.prod.environment` must not be empty, got "" (deployment.yaml:8:5)',
    ],
    [
      'a misspelt environment',
      edited('environment:', 'enviroment:'),
      '`tenants.prod.enviroment` is not a known key; did you mean `environment`? (deployment.yaml:8:5)',
    ],
    [
      'an account that is no UUID',
      withTenant('accountUuid: "42"'),
      '`tenants.prod.accountUuid` must be a UUID, such as 11111111-2222-3333-4444-555555555555, got "42" (deployment.yaml:9:5)',
    ],
    [
      'a plain ssoUrl',
      withTenant('ssoUrl: http://sso.example.com'),
      '`tenants.prod.ssoUrl` must be an https URL (or http for localhost), got "http://sso.example.com" (deployment.yaml:9:5)',
    ],
    [
      'an accountUrl with a slash',
      withTenant('accountUrl: https://api.example.com/'),
      '`tenants.prod.accountUrl` must be an https URL (or http for localhost) without a trailing slash, got "https://api.example.com/" (deployment.yaml:9:5)',
    ],
    [
      'an issuer with a slash',
      withTenant('issuer: https://token.dynatrace.com/'),
      '`tenants.prod.issuer` must be an https URL in lower case without a port, query or trailing slash, because IAM compares it exactly, got "https://token.dynatrace.com/" (deployment.yaml:9:5)',
    ],
    [
      'an issuer with a port',
      withTenant('issuer: https://token.dynatrace.com:443'),
      '`tenants.prod.issuer` must be an https URL in lower case without a port, query or trailing slash, because IAM compares it exactly, got "https://token.dynatrace.com:443" (deployment.yaml:9:5)',
    ],
    [
      'a prefix in small letters',
      withTenant('credentials: prod'),
      '`tenants.prod.credentials` must be an environment variable prefix in upper case, got "prod" (deployment.yaml:9:5)',
    ],
    [
      'allowApiToken as a text',
      withTenant('allowApiToken: yes'),
      '`tenants.prod.allowApiToken` must be true or false, got "yes" (deployment.yaml:9:5)',
    ],
    [
      'an unknown schema',
      withTenant('schema: new'),
      '`tenants.prod.schema` must be `legacy` or `enhanced`, got "new" (deployment.yaml:9:5)',
    ],
    [
      'an unknown way to install',
      withTenant('app: {install: auto}'),
      '`tenants.prod.app.install` must be `require`, `hub` or `bundle`, got "auto" (deployment.yaml:9:11)',
    ],
    [
      'no time to wait',
      withTenant('app: {timeout: 0}'),
      '`tenants.prod.app.timeout` must be more than 0, got 0 (deployment.yaml:9:11)',
    ],
    [
      'half a second',
      withTenant('roleTimeout: 0.5'),
      '`tenants.prod.roleTimeout` must be an integer, got 0.5 (deployment.yaml:9:5)',
    ],
    [
      'hosts as a text',
      withTenant('allowedHosts: example.com'),
      '`tenants.prod.allowedHosts` must be a list, got "example.com" (deployment.yaml:9:5)',
    ],
    [
      'a service user without a name',
      withTenant(
        'accountUuid: 11111111-2222-3333-4444-555555555555',
        'workflowActors: {a: {serviceUser: {}, connections: all}}',
      ),
      '`tenants.prod.workflowActors.a.serviceUser` must have exactly one of `create`, `existing` (deployment.yaml:10:26)',
    ],
    [
      'an actor that is nobody',
      withTenant('accountUuid: 11111111-2222-3333-4444-555555555555', 'workflowActors: {a: {connections: all}}'),
      '`tenants.prod.workflowActors.a` must have exactly one of `serviceUser`, `group` (deployment.yaml:10:22)',
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });
});
