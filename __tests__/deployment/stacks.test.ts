import { deploymentWith, type Json, type Parts, stacksOf, stackWith } from '../support/deployment';

const TWO_ACCOUNTS = {
  main: { id: '123456789012', region: 'eu-central-1' },
  china: { id: '210987654321', region: 'cn-north-1' },
};
const TEST: Json = { environment: 'def67890.live.dynatrace.com', connections: { ops: { account: 'main' } } };

/** The tenant `prod` of `deploymentWith`, and further ones before it. */
function stacksWith(tenants: Json, parts: Parts = {}) {
  const file = deploymentWith({ account: { providerOwner: 'prod' }, ...parts });
  return stacksOf({ ...file, tenants: { ...tenants, ...(file.tenants as Json) } });
}

const orderOf = (stacks: { name: string; dependsOn: string[] }[]) =>
  Object.fromEntries(stacks.map(({ name, dependsOn }) => [name, dependsOn]));

describe('the stack of a tenant', () => {
  test('holds everything that the file says about it', () => {
    const { config: _, ...stack } = stackWith({
      root: { name: 'team', runner: 'posix' },
      tenant: {
        credentials: 'PROD',
        accountUuid: '11111111-2222-3333-4444-555555555555',
        allowedHosts: ['example.com'],
      },
    });

    expect(stack).toMatchObject({
      name: 'prod',
      stateName: 'prod',
      key: 'prod',
      label: 'team',
      backend: { type: 'local', directory: '.' },
      runner: 'posix',
      environment: { url: 'https://abc12345.apps.dynatrace.com' },
      access: {
        ssoUrl: 'https://sso.dynatrace.com/sso/oauth2/token',
        accountUrl: 'https://api.dynatrace.com',
        classicUrl: 'https://abc12345.live.dynatrace.com',
        allowApiToken: false,
        accountUuid: '11111111-2222-3333-4444-555555555555',
        credentials: 'PROD',
      },
      audience: 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
      holdsTenant: true,
      hosts: ['*.amazonaws.com', 'example.com'],
      actors: [],
      unusedAccounts: [],
      dependsOn: [],
    });
  });

  test('knows what follows from a connection', () => {
    const { connections, roles } = stackWith({
      tenant: { schema: 'enhanced' },
      connections: {
        ops: { account: 'main', name: 'Operations', role: { name: 'own', path: '/team/' } },
        report: { account: 'main', schema: 'legacy', roleOf: 'ops' },
      },
    });

    expect(connections).toMatchObject([
      {
        key: 'ops',
        name: 'Operations',
        schema: 'enhanced',
        account: 'main',
        roleArn: 'arn:aws:iam::123456789012:role/team/own',
      },
      { key: 'report', name: 'report', schema: 'legacy', roleArn: 'arn:aws:iam::123456789012:role/team/own' },
    ]);
    expect(roles).toMatchObject([{ key: 'ops', name: 'own', existing: false, account: 'main' }]);
    expect(roles[0]?.connections.map(({ key }) => key)).toEqual(['ops', 'report']);
  });

  test('has the accounts in use with their providers, and keeps the others at hand', () => {
    const { accounts, unusedAccounts } = stackWith({
      root: { accounts: TWO_ACCOUNTS },
      connections: { far: { account: 'china' } },
    });

    expect(accounts).toMatchObject([
      {
        key: 'china',
        partition: 'aws-cn',
        providerArn: 'arn:aws-cn:iam::210987654321:oidc-provider/token.dynatrace.com',
        owner: 'prod',
        audiences: ['abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector'],
      },
    ]);
    expect(unusedAccounts.map(({ key }) => key)).toEqual(['main']);
  });

  test('keeps the role of a retired connection, without the connection', () => {
    const { connections, roles } = stackWith({ connections: { ops: { account: 'main', retired: true } } });

    expect(connections).toEqual([]);
    expect(roles).toMatchObject([{ key: 'ops', name: 'dynatrace-prod-ops', connections: [] }]);
  });

  test('finds the bundle of the app beside the deployment file', () => {
    const app = { install: 'bundle', bundle: 'apps/app.zip' };

    expect(stackWith({ tenant: { app } }).appBundle).toBe('/srv/apps/app.zip');
    expect(stackWith()).not.toHaveProperty('appBundle');
  });

  test('with a role that something else owns writes none', () => {
    const existing = 'arn:aws:iam::123456789012:role/team/theirs';
    const { connections, roles } = stackWith({
      connections: { ops: { account: 'main', role: { existing } }, auto: { account: 'main', roleOf: 'ops' } },
    });

    expect(roles).toMatchObject([{ key: 'ops', name: 'theirs', arn: existing, existing: true }]);
    expect(connections.map(({ roleArn }) => roleArn)).toEqual([existing, existing]);
  });

  test('with a role to import writes it under the name that it has', () => {
    const { roles } = stackWith({ connections: { ops: { account: 'main', role: { name: 'theirs', import: true } } } });

    expect(roles).toMatchObject([
      {
        name: 'theirs',
        existing: false,
        arn: 'arn:aws:iam::123456789012:role/theirs',
        config: { role: { import: true } },
      },
    ]);
  });
});

describe('what has moved', () => {
  test('a tenant keeps its state, and the default names of its roles', () => {
    const stack = stackWith({ tenant: { movedFrom: 'old' } });

    expect(stack).toMatchObject({ name: 'prod', key: 'prod', stateName: 'old' });
    expect(stack.roles).toMatchObject([{ name: 'dynatrace-old-ops' }]);
  });

  test('a tenant with a stack for each account keeps the state of each', () => {
    const [, account] = stacksOf(deploymentWith({ tenant: { movedFrom: 'old', layout: 'account' } }));

    expect(account).toMatchObject({ name: 'prod-main', stateName: 'old-main' });
  });

  test('a connection keeps its default names', () => {
    const { connections, roles } = stackWith({ connections: { next: { account: 'main', movedFrom: 'ops' } } });

    expect(connections).toMatchObject([{ key: 'next', name: 'ops' }]);
    expect(roles).toMatchObject([{ key: 'next', name: 'dynatrace-prod-ops' }]);
  });
});

describe('the order of stacks', () => {
  test('puts the owner of an OIDC provider before those that share it, and keeps to the file otherwise', () => {
    const stacks = stacksWith({ test: TEST, alone: { environment: 'aaa11111.apps.dynatrace.com' } });

    expect(stacks.map(({ name }) => name)).toEqual(['prod', 'test', 'alone']);
    expect(orderOf(stacks)).toEqual({ prod: [], test: ['prod'], alone: [] });
  });

  test('registers the audiences of all tenants with their owner', () => {
    for (const { accounts } of stacksWith({ test: TEST })) {
      expect(accounts).toMatchObject([
        {
          owner: 'prod',
          audiences: [
            'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
            'def67890.apps.dynatrace.com/app-id/dynatrace.aws.connector',
          ],
        },
      ]);
    }
  });

  test.each(['tenant', 'account'])(
    'with layout %s waits for nobody where something else owns the provider',
    (layout) => {
      const account = { oidcProvider: 'existing' };
      const stacks = stacksWith({ test: { ...TEST, layout } }, { account, tenant: { layout } });

      expect(stacks.filter(({ name, key, dependsOn }) => dependsOn.some((one) => one !== key && one !== name))).toEqual(
        [],
      );
    },
  );

  test('has every stack also of a file that was not checked, in which they wait for each other', () => {
    const accounts = {
      main: { ...TWO_ACCOUNTS.main, providerOwner: 'prod' },
      china: { ...TWO_ACCOUNTS.china, providerOwner: 'test' },
    };
    const connections = { one: { account: 'main' }, two: { account: 'china' } };
    const stacks = stacksWith({ test: { ...TEST, connections } }, { root: { accounts }, connections });

    expect(orderOf(stacks)).toEqual({ prod: ['test'], test: ['prod'] });
  });
});

describe('with layout: account', () => {
  const parts: Parts = {
    root: { accounts: { ...TWO_ACCOUNTS, unused: { id: '333333333333', region: 'eu-west-1' } } },
    tenant: {
      layout: 'account',
      allowedHosts: ['example.com'],
      app: { install: 'bundle', bundle: 'app.zip' },
      workflowActors: { team: { group: 'Team', connections: 'all' } },
    },
    connections: { ops: { account: 'main' }, far: { account: 'china' }, auto: { account: 'main' } },
  };
  const stacks = stacksOf(deploymentWith(parts));

  test('the tenant has one stack for what it has once', () => {
    expect(stacks[0]).toMatchObject({
      name: 'prod',
      holdsTenant: true,
      hosts: ['*.amazonaws.com', '*.amazonaws.com.cn', 'example.com'],
      actors: [['team', expect.anything()]],
      accounts: [],
      unusedAccounts: [],
      connections: [],
      roles: [],
      appBundle: '/srv/app.zip',
      dependsOn: [],
    });
  });

  test('and one for each account in use', () => {
    expect(stacks.slice(1)).toMatchObject([
      {
        name: 'prod-main',
        key: 'prod',
        holdsTenant: false,
        hosts: [],
        actors: [],
        accounts: [{ key: 'main', owner: 'prod-main' }],
        connections: [{ key: 'ops' }, { key: 'auto' }],
        roles: [{ key: 'ops' }, { key: 'auto' }],
        dependsOn: ['prod'],
      },
      {
        name: 'prod-china',
        accounts: [{ key: 'china', owner: 'prod-china' }],
        connections: [{ key: 'far' }],
        roles: [{ key: 'far' }],
        dependsOn: ['prod'],
      },
    ]);
    for (const stack of stacks.slice(1)) expect(stack).not.toHaveProperty('appBundle');
  });

  test('the owner of a provider that tenants share is the stack of its account', () => {
    const tenant = { layout: 'account' };

    expect(orderOf(stacksWith({ test: TEST }, { tenant }))).toEqual({
      prod: [],
      'prod-main': ['prod'],
      test: ['prod-main'],
    });
    expect(orderOf(stacksWith({ test: { ...TEST, layout: 'account' } }, { tenant }))).toEqual({
      test: [],
      prod: [],
      'prod-main': ['prod'],
      'test-main': ['test', 'prod-main'],
    });
  });
});
