import { deploymentWith } from '../support/deployment';
import { appOf, synthesize } from '../support/synthesize';

const FILE = deploymentWith({
  root: {
    accounts: {
      main: { id: '123456789012', region: 'eu-central-1' },
      backup: { id: '210987654321', region: 'eu-west-1' },
      unused: { id: '333333333333', region: 'eu-west-1' },
    },
  },
  tenant: {
    layout: 'account',
    accountUuid: '11111111-2222-3333-4444-555555555555',
    workflowActors: { bot: { serviceUser: { create: 'bot' }, connections: 'all' } },
  },
  connections: {
    ops: { account: 'main' },
    auto: { account: 'main', schema: 'enhanced' },
    far: { account: 'backup' },
  },
});

describe('with layout: account', () => {
  const stacks = synthesize(FILE);
  const keysOf = (stack: string, local: string) => Object.keys(stacks[stack]?.locals[local] as object);

  it('there is one stack for what the tenant has once, and one for each account in use', () => {
    expect(Object.keys(stacks)).toEqual(['prod', 'prod-main', 'prod-backup']);
  });

  it('the stack of the tenant holds the app, the hosts and the actors, and starts no AWS provider', () => {
    for (const local of ['hub_app', 'allowed_host', 'workflow_actor', 'workflow_actor_policy']) {
      expect(keysOf('prod', local)).toHaveLength(1);
      expect(keysOf('prod-main', local)).toEqual([]);
    }
    expect(keysOf('prod', 'legacy_connection')).toEqual([]);
    expect(stacks.prod?.provider).not.toHaveProperty('aws');
    expect(stacks.prod?.terraform.required_providers).not.toHaveProperty('aws');
    expect(JSON.stringify(stacks.prod?.resource)).not.toContain('aws_iam');
  });

  it('the stack of an account holds its connections, its roles and its OIDC provider, and no other', () => {
    expect(keysOf('prod-main', 'legacy_connection')).toEqual(['ops']);
    expect(keysOf('prod-main', 'connection')).toEqual(['auto']);
    expect(keysOf('prod-main', 'main_roles')).toEqual(['auto', 'ops']);
    expect(stacks['prod-main']?.provider.aws).toMatchObject([{ alias: 'main' }]);
    expect(Object.keys(stacks['prod-main']?.resource.aws_iam_openid_connect_provider ?? {})).toEqual(['main']);
    expect(keysOf('prod-backup', 'legacy_connection')).toEqual(['far']);
    expect(stacks['prod-backup']?.provider.aws).toMatchObject([{ alias: 'backup' }]);
  });

  it('the stack of an account shares its connections with the actors of the tenant', () => {
    expect(keysOf('prod-main', 'connection_share')).toEqual(['auto/service-user:bot', 'ops/service-user:bot']);
  });

  it('each stack has its state, and its owner', () => {
    expect(stacks['prod-backup']?.terraform.backend).toEqual({
      local: { path: '../../../terraform.prod-backup.tfstate' },
    });
    for (const { resource } of Object.values(stacks)) expect(resource.null_resource).toHaveProperty('owner');
  });

  it('the stack of the tenant goes first', () => {
    const { app } = appOf(FILE);
    app.synth();
    const manifest = app.manifest.buildManifest() as { stacks: Record<string, { dependencies: string[] }> };

    expect(manifest.stacks['prod-main']?.dependencies).toEqual(['prod']);
    expect(manifest.stacks['prod-backup']?.dependencies).toEqual(['prod']);
  });
});
