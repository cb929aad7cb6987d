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
  const cure =
    'let one tenant own the providers of all accounts that they share, or give one `layout: account` (deployment.yaml:';

  test('must not make two stacks wait for each other', () => {
    expect(problemsOf(fileOf({ prod: 'x y', test: 'x y' }, { x: 'prod', y: 'test' }))).toEqual([
      `\`accounts.y.providerOwner\` must not make the stacks of \`prod\`, \`test\` wait for each other in a circle, got "test"; ${cure}4:49)`,
    ]);
  });

  test('must not make three stacks wait for each other', () => {
    const problems = problemsOf(fileOf({ prod: 'x z', test: 'x y', dev: 'y z' }, { x: 'prod', y: 'test', z: 'dev' }));

    expect(problems).toEqual([expect.stringContaining('the stacks of `prod`, `dev`, `test` wait for each other')]);
  });

  test.each([
    ['one owner', { prod: 'x y', test: 'x y' }, { x: 'prod', y: 'prod' }, {}],
    ['owners in a row', { prod: 'x', test: 'x y', dev: 'y' }, { x: 'prod', y: 'test' }, {}],
    ['a stack for each account', { prod: 'x y', test: 'x y' }, { x: 'prod', y: 'test' }, { test: 'account' }],
  ])('may be %s', (_, uses, owners, layout) => {
    expect(problemsOf(fileOf(uses, owners, layout))).toEqual([]);
  });
});
