import { deploymentOf, edited, expectProblem, GOOD, withConnection } from './support';

const ENVIRONMENT = 'environment: abc12345.apps.dynatrace.com';

test('fills in the defaults', () => {
  const { backend, runner, accounts, tenants } = deploymentOf(GOOD);

  expect(backend).toEqual({ type: 'local', directory: '.' });
  expect(runner).toBe('node');
  expect(accounts.main).toEqual({
    id: '123456789012',
    region: 'eu-central-1',
    oidcProvider: 'create',
    extraAudiences: [],
    tags: {},
  });
  expect(tenants.prod).toEqual({
    environment: 'abc12345.apps.dynatrace.com',
    layout: 'tenant',
    driftCheck: true,
    allowApiToken: false,
    schema: 'legacy',
    app: { install: 'require', onDestroy: 'keep', timeout: 180 },
    allowedHosts: [],
    connections: {
      ops: {
        account: 'main',
        role: { import: false, path: '/', maxSessionDuration: 3600, tags: {} },
        permissions: { managedPolicies: [], actions: [], statements: [] },
        retired: false,
        sessionPolicies: [],
        share: [],
        exclusiveShares: false,
        adopt: false,
      },
    },
    workflowActors: {},
    acknowledge: [],
    roleTimeout: 120,
  });
});

test('fills in the defaults of parts that are there in part', () => {
  const { tenants, backend } = deploymentOf(
    `${withConnection('role: {name: x}', 'permissions: {statements: [{actions: "s3:GetObject"}]}')}backend: {type: hcp, organization: acme}\n`,
  );

  expect(tenants.prod?.connections.ops?.role).toEqual({
    import: false,
    name: 'x',
    path: '/',
    maxSessionDuration: 3600,
    tags: {},
  });
  expect(tenants.prod?.connections.ops?.permissions).toEqual({
    managedPolicies: [],
    actions: [],
    statements: [{ effect: 'Allow', actions: 's3:GetObject', resources: '*' }],
  });
  expect(backend).toEqual({
    type: 'hcp',
    hostname: 'app.terraform.io',
    organization: 'acme',
    workspacePrefix: 'aws-workflows-',
  });
});

test('accepts a tenant without connections and a file without accounts', () => {
  const { accounts, tenants } = deploymentOf(`name: test\ntenants:\n  prod:\n    ${ENVIRONMENT}\n`);

  expect(accounts).toEqual({});
  expect(tenants.prod?.connections).toEqual({});
});

describe('the whole file', () => {
  test.each([
    [
      'no name',
      edited('name: test\n', ''),
      'key-missing name 1:1',
      'is required: A label for readers; changing it changes nothing',
    ],
    ['an empty name', edited('name: test', 'name: ""'), 'value-form name 1:1'],
    ['a name with a space', edited('name: test', 'name: my test'), 'value-form name 1:1'],
    [
      'a long name',
      edited('name: test', `name: ${'n'.repeat(65)}`),
      'value-range name 1:1',
      `must have at most 64 characters, got "${'n'.repeat(65)}"`,
    ],
    ['a name that YAML reads as a number', edited('name: test', 'name: 0o17'), 'value-type name 1:1'],
    ['no tenants', 'name: test\n', 'key-missing tenants 1:1', 'is required: Dynatrace environments by key'],
    ['empty tenants', 'name: test\ntenants: {}\n', 'tenant-missing tenants 2:1', 'must have at least one tenant'],
    [
      'tenants without a value',
      'name: test\ntenants:\n',
      'value-type tenants 2:1',
      'must be a mapping; omit the key if it has no entries, got nothing',
    ],
    ['tenants as a list', 'name: test\ntenants: [a]\n', 'value-type tenants 2:1', 'must be a mapping, got a list of 1'],
    ['an unknown key', `${GOOD}tenant: {}\n`, 'key-unknown tenant 12:1'],
    [
      'a key that resembles none',
      `${GOOD}zzz: {}\n`,
      'key-unknown zzz 12:1',
      'is not a known key; known keys are `name`, `backend`, `runner`, `accounts`, `tenants`',
    ],
    ['the key __proto__', `${GOOD}__proto__: {}\n`, 'key-unknown __proto__ 12:1'],
    ['an unknown runner', `${GOOD}runner: deno\n`, 'value-choice runner 12:1', 'must be `node` or `posix`, got "deno"'],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
  });
});
