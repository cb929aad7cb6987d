import { problemsOf, withAccount, withConnection } from '../support';

const tenant = (key: string, environment: string) =>
  `  ${key}:\n    environment: ${environment}\n    connections: {ops: {account: main}}\n`;
const OTHER = tenant('other', 'xyz98765.apps.dynatrace.com');
const DEV = tenant('dev', 'dev11111.dev.apps.dynatracelabs.com') + tenant('lab', 'lab11111.dev.apps.dynatracelabs.com');
const at = '`accounts.main.providerOwner`';

test.each([
  [
    'left out with two tenants',
    withConnection() + OTHER,
    `${at} is required, because the tenants \`prod\`, \`other\` share the OIDC provider of this account; name the tenant whose stack should own it, such as \`prod\` (deployment.yaml:3:3)`,
  ],
  [
    'misspelt',
    withAccount('providerOwner: othr') + OTHER,
    `${at} must be a tenant that uses the account: \`prod\`, \`other\`, got "othr"; did you mean \`other\`? (deployment.yaml:6:5)`,
  ],
  [
    'a tenant that does not use the account',
    `${withAccount('providerOwner: bare')}  bare: {environment: xyz98765.apps.dynatrace.com}\n`,
    `${at} must be a tenant that uses the account: \`prod\`, got "bare" (deployment.yaml:6:5)`,
  ],
  [
    'a tenant of another issuer than those that share the provider',
    withAccount('providerOwner: prod') + DEV,
    `${at} must be a tenant that uses the account: \`dev\`, \`lab\`, got "prod" (deployment.yaml:6:5)`,
  ],
  [
    'on an account that nobody uses',
    withAccount('providerOwner: prod')
      .replace('account: main', 'account: spare')
      .replace('tenants:\n', '  spare: {id: "210987654321", region: eu-central-1}\ntenants:\n'),
    `${at} must be left out, because no tenant uses the account, got "prod" (deployment.yaml:6:5)`,
  ],
  [
    'on a provider of somebody else',
    withAccount('oidcProvider: existing', 'providerOwner: prod'),
    `${at} must be left out with \`oidcProvider: existing\`, because this file does not manage the provider then, got "prod" (deployment.yaml:7:5)`,
  ],
  [
    'not enough for two issuers',
    withAccount('providerOwner: prod') + OTHER + DEV,
    `${at} cannot name one owner for the OIDC providers of two issuers that several tenants share; keep the tenants of each issuer in a deployment file of their own (deployment.yaml:6:5)`,
  ],
])('providerOwner: %s', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});

test.each([
  ['one of two tenants', withAccount('providerOwner: other') + OTHER],
  ['the only tenant', withAccount('providerOwner: prod')],
  ['one that shares the provider of its issuer', withAccount('providerOwner: dev') + DEV],
  ['left out when each issuer has one tenant', withConnection() + tenant('dev', 'dev11111.dev.apps.dynatracelabs.com')],
  ['left out when something else owns the provider', withAccount('oidcProvider: existing') + OTHER],
])('providerOwner: %s is fine', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});
