import { expectProblem, problemsOf, withAccount, withConnection } from '../support';

const tenant = (key: string, environment: string) =>
  `  ${key}:\n    environment: ${environment}\n    connections: {ops: {account: main}}\n`;
const OTHER = tenant('other', 'xyz98765.apps.dynatrace.com');
const DEV = tenant('dev', 'dev11111.dev.apps.dynatracelabs.com') + tenant('lab', 'lab11111.dev.apps.dynatracelabs.com');
const at = 'accounts.main.providerOwner';

test.each([
  [
    'left out with two tenants',
    withConnection() + OTHER,
    `provider-owner ${at} 3:3`,
    'is required, because the tenants `prod`, `other` share the OIDC provider of this account; name the tenant whose stack should own it, such as `prod`',
  ],
  [
    'misspelt',
    withAccount('providerOwner: othr') + OTHER,
    `provider-owner ${at} 6:5`,
    'must be a tenant that uses the account: `prod`, `other`, got "othr"; did you mean `other`?',
  ],
  [
    'a tenant that does not use the account',
    `${withAccount('providerOwner: bare')}  bare: {environment: xyz98765.apps.dynatrace.com}\n`,
    `provider-owner ${at} 6:5`,
    'must be a tenant that uses the account: `prod`, got "bare"',
  ],
  [
    'a tenant of another issuer than those that share the provider',
    withAccount('providerOwner: prod') + DEV,
    `provider-owner ${at} 6:5`,
    'must be a tenant that uses the account: `dev`, `lab`, got "prod"',
  ],
  [
    'on an account that nobody uses',
    withAccount('providerOwner: prod')
      .replace('account: main', 'account: spare')
      .replace('tenants:\n', '  spare: {id: "210987654321", region: eu-central-1}\ntenants:\n'),
    `provider-owner ${at} 6:5`,
    'must be omitted, because no tenant uses the account, got "prod"',
  ],
  [
    'on a provider of somebody else',
    withAccount('oidcProvider: existing', 'providerOwner: prod'),
    `provider-not-managed ${at} 7:5`,
  ],
  [
    'not enough for two issuers',
    withAccount('providerOwner: prod') + OTHER + DEV,
    `provider-owner ${at} 6:5`,
    'cannot name one owner for the OIDC providers of two issuers that several tenants share; keep the tenants of each issuer in a deployment file of their own',
  ],
])('providerOwner: %s', (_, text, ...said) => {
  expectProblem(text, ...said);
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

describe('owners of several accounts', () => {
  const DOMAINS: Record<string, string> = { prod: 'abc12345', test: 'xyz98765', dev: 'dev11111' };
  /** Tenants with the accounts that they use, and accounts with their owners. */
  const fileOf = (uses: Record<string, string>, owners: Record<string, string>, layout: Record<string, string> = {}) =>
    [
      'name: test',
      'accounts:',
      ...Object.entries(owners).map(
        ([key, owner], index) => `  ${key}: {id: "12345678901${index}", region: eu-central-1, providerOwner: ${owner}}`,
      ),
      'tenants:',
      ...Object.entries(uses).map(([key, accounts]) => {
        const connections = accounts.split(' ').map((account) => `in-${account}: {account: ${account}}`);
        const { [key]: chosen = 'tenant' } = layout;
        const settings = `environment: ${DOMAINS[key]}.apps.dynatrace.com, layout: ${chosen}`;
        return `  ${key}: {${settings}, connections: {${connections.join(', ')}}}`;
      }),
      '',
    ].join('\n');
  const cure = 'let one tenant own the providers of all accounts that they share, or give one `layout: account`';

  test('must not make two stacks wait for each other', () => {
    expectProblem(
      fileOf({ prod: 'x y', test: 'x y' }, { x: 'prod', y: 'test' }),
      'provider-owner-circle accounts.y.providerOwner 4:49',
      `must not make the stacks of \`prod\`, \`test\` wait for each other in a circle, got "test"; ${cure}`,
    );
  });

  test('must not make three stacks wait for each other', () => {
    expectProblem(
      fileOf({ prod: 'x z', test: 'x y', dev: 'y z' }, { x: 'prod', y: 'test', z: 'dev' }),
      'provider-owner-circle accounts.z.providerOwner 5:49',
      expect.stringContaining('the stacks of `prod`, `dev`, `test` wait for each other'),
    );
  });

  test.each([
    ['one owner', { prod: 'x y', test: 'x y' }, { x: 'prod', y: 'prod' }, {}],
    ['owners in a row', { prod: 'x', test: 'x y', dev: 'y' }, { x: 'prod', y: 'test' }, {}],
    ['a stack for each account', { prod: 'x y', test: 'x y' }, { x: 'prod', y: 'test' }, { test: 'account' }],
  ])('may be %s', (_, uses, owners, layout) => {
    expect(problemsOf(fileOf(uses, owners, layout))).toEqual([]);
  });
});
