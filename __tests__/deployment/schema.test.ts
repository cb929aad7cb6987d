import { deploymentOf, edited, GOOD, problemsOf, withConnection } from './support';

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
      '`name` is required: A label for readers; changing it changes nothing (deployment.yaml:1:1)',
    ],
    [
      'an empty name',
      edited('name: test', 'name: ""'),
      '`name` must consist of letters, digits, "-" and "_", got "" (deployment.yaml:1:1)',
    ],
    [
      'a name with a space',
      edited('name: test', 'name: my test'),
      '`name` must consist of letters, digits, "-" and "_", got "my test" (deployment.yaml:1:1)',
    ],
    [
      'a long name',
      edited('name: test', `name: ${'n'.repeat(65)}`),
      `\`name\` must have at most 64 characters, got "${'n'.repeat(65)}" (deployment.yaml:1:1)`,
    ],
    [
      'a name that YAML reads as a number',
      edited('name: test', 'name: 0o17'),
      '`name` must be a string; put it in quotes, got 0o17 (deployment.yaml:1:1)',
    ],
    ['no tenants', 'name: test\n', '`tenants` is required: Dynatrace environments by key (deployment.yaml:1:1)'],
    ['empty tenants', 'name: test\ntenants: {}\n', '`tenants` must have at least one tenant (deployment.yaml:2:1)'],
    [
      'tenants without a value',
      'name: test\ntenants:\n',
      '`tenants` must be a mapping; omit the key if it has no entries, got nothing (deployment.yaml:2:1)',
    ],
    [
      'tenants as a list',
      'name: test\ntenants: [a]\n',
      '`tenants` must be a mapping, got a list of 1 (deployment.yaml:2:1)',
    ],
    [
      'an unknown key',
      `${GOOD}tenant: {}\n`,
      '`tenant` is not a known key; did you mean `tenants`? (deployment.yaml:12:1)',
    ],
    [
      'a key that resembles none',
      `${GOOD}zzz: {}\n`,
      '`zzz` is not a known key; known keys are `name`, `backend`, `runner`, `accounts`, `tenants` (deployment.yaml:12:1)',
    ],
    [
      'the key __proto__',
      `${GOOD}__proto__: {}\n`,
      '`__proto__` is not a known key; known keys are `name`, `backend`, `runner`, `accounts`, `tenants` (deployment.yaml:12:1)',
    ],
    [
      'an unknown runner',
      `${GOOD}runner: deno\n`,
      '`runner` must be `node` or `posix`, got "deno" (deployment.yaml:12:1)',
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });
});
