import { openAccount } from '../../../commands/aws/account';
import { lookAt } from '../../../commands/drift/look';
import type { Answer, TrackedLive } from '../../../commands/drift/read';
import { awsLinks } from '../../../commands/verify/aws-links';
import { assumeLink, connectionLinks, tenantLinks } from '../../../commands/verify/dynatrace-links';
import type { Account } from '../../../deployment/schema';
import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import { inlinePolicy, trustPolicy } from '../../../model/iam';
import type { Kind } from '../../../model/tracked';
import { type AwsSandbox, SANDBOX_ACCESS_KEY_ID, startAws } from '../../../sandbox/aws/aws';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/dynatrace/tenant';
import type { ResolvedConnection, ResolvedTenant } from '../../../stacks/tenant';
import { callIam } from '../../support/iam';
import { exportCredentials, sandboxTenant, tenantWith } from '../support';

const IN_SYNC: Answer = { status: 'in-sync' };

function entry(kind: Kind, key: string, live: Answer = IN_SYNC): TrackedLive {
  return { kind, key, address: key, id: '1', tainted: false, instance: {} as never, live };
}

function connectionOf(tenant: ResolvedTenant): ResolvedConnection {
  return tenant.connections[0] as ResolvedConnection;
}

describe('the links in Dynatrace', () => {
  const legacy = connectionOf(tenantWith());
  const enhanced = connectionOf(tenantWith({ schema: 'enhanced' }));

  it('are all there after a deploy', () => {
    const live = [
      entry('hub-app', 'app', { status: 'in-sync', note: 'version 2' }),
      entry('allowed-host', '*.amazonaws.com'),
    ];

    expect(tenantLinks(live)).toEqual([
      { name: 'app', status: 'ok', detail: 'app, version 2' },
      { name: 'hosts', status: 'ok', detail: '*.amazonaws.com' },
    ]);
  });

  it('are broken where something is missing, changed or was never deployed', () => {
    expect(tenantLinks([entry('hub-app', 'app', { status: 'missing' })])).toMatchObject([
      { status: 'broken', detail: 'hub app app is missing' },
      { status: 'broken', detail: 'not deployed' },
    ]);
    const changes = [{ attribute: 'role_arn', from: 'arn:ours', to: '' }];
    const links = connectionLinks(
      [entry('connection', 'ops'), entry('connection-settings', 'ops', { status: 'changed', changes })],
      enhanced,
    );
    expect(links[0]).toMatchObject({
      status: 'broken',
      detail: 'connection settings ops is changed, role_arn is empty instead of arn:ours',
    });
  });

  it('are unchecked where something could not be read', () => {
    const unreadable: Answer = { status: 'unreadable', note: 'not allowed' };

    expect(connectionLinks([entry('legacy-connection', 'ops', unreadable)], legacy)[0]).toMatchObject({
      status: 'unchecked',
    });
  });

  it('say who can use a connection, and who cannot any more', () => {
    const own = entry('legacy-connection', 'ops');
    const users = (...live: TrackedLive[]) => connectionLinks([own, ...live], legacy)[1];

    expect(users()).toMatchObject({ status: 'ok', detail: expect.stringContaining('only the user that deploys') });
    expect(users(entry('connection-share', 'ops/group:SRE'))).toMatchObject({ status: 'ok', detail: 'group:SRE' });
    expect(users(entry('connection-share', 'ops/group:SRE', { status: 'missing' }))?.status).toBe('broken');
    expect(users(entry('connection-share', 'other/group:SRE', { status: 'missing' }))?.status).toBe('ok');
    const [, , actors] = connectionLinks([own, entry('workflow-actor', 'runner', { status: 'missing' })], legacy);
    expect(actors).toMatchObject({ name: 'workflow actors', status: 'broken' });
  });
});

describe('the links in AWS', () => {
  let aws: AwsSandbox;
  let restore: () => void;
  const tenant = () =>
    tenantWith(
      {
        connections: {
          ops: {
            account: 'main',
            permissions: { managedPolicies: [READ_ONLY], statements: [{ actions: 'ec2:StopInstances' }] },
          },
        },
      },
      { endpoints: { iam: aws.url, sts: aws.url } },
    );
  const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const role = { RoleName: 'dynatrace-prod-ops' };
  const providerArn = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';
  const trusting = (subject: string) =>
    JSON.stringify(
      trustPolicy({
        providerArn,
        issuer: 'https://token.dynatrace.com',
        audience: tenant().audience,
        subjects: [subject],
      }),
    );
  const inline = (...actions: string[]) =>
    callIam(aws.url, 'PutRolePolicy', {
      ...role,
      PolicyName: 'dynatrace-workflows',
      PolicyDocument: JSON.stringify(
        inlinePolicy(actions.map((Action) => ({ Effect: 'Allow', Action, Resource: '*' }))),
      ),
    });
  async function links() {
    const config = tenant().accounts[0]?.config as Account;
    const resolved = tenant();
    const found = await awsLinks(resolved, connectionOf(resolved), '', openAccount(config));
    return Object.fromEntries(found.map((one) => [one.name, one]));
  }

  beforeEach(async () => {
    aws = await startAws();
    restore = exportCredentials({ AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: 'secret' });
    await callIam(aws.url, 'CreateOpenIDConnectProvider', {
      Url: 'https://token.dynatrace.com',
      'ClientIDList.member.1': tenant().audience,
    });
    await callIam(aws.url, 'CreateRole', { ...role, AssumeRolePolicyDocument: trusting('dtid:connection/ops') });
    await inline('ec2:StopInstances');
    await callIam(aws.url, 'AttachRolePolicy', { ...role, PolicyArn: READ_ONLY });
  });
  afterEach(async () => {
    restore();
    await aws.close();
  });

  it('are all there after a deploy', async () => {
    expect(Object.values(await links()).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('say that the provider, its audience or the role is gone', async () => {
    await callIam(aws.url, 'RemoveClientIDFromOpenIDConnectProvider', {
      OpenIDConnectProviderArn: providerArn,
      ClientID: tenant().audience,
    });
    expect((await links())['OIDC provider']).toMatchObject({
      status: 'broken',
      detail: expect.stringContaining('does not have the audience'),
    });

    await callIam(aws.url, 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: providerArn });
    await callIam(aws.url, 'DetachRolePolicy', { ...role, PolicyArn: READ_ONLY });
    await callIam(aws.url, 'DeleteRolePolicy', { ...role, PolicyName: 'dynatrace-workflows' });
    await callIam(aws.url, 'DeleteRole', role);
    expect(await links()).toMatchObject({
      'OIDC provider': { status: 'broken', detail: `${providerArn} does not exist` },
      'trust policy': { status: 'broken', detail: expect.stringContaining('role/dynatrace-prod-ops does not exist') },
      permissions: { status: 'broken', detail: expect.stringContaining('has no inline policy') },
    });
  });

  it('say what is different in the trust policy', async () => {
    await callIam(aws.url, 'UpdateAssumeRolePolicy', { ...role, PolicyDocument: trusting('dtid:connection/other') });

    expect((await links())['trust policy']).toMatchObject({
      status: 'broken',
      detail: 'its subject is dtid:connection/other instead of dtid:connection/ops',
    });
  });

  it('notice a role of the same name under another path', async () => {
    await callIam(aws.url, 'DetachRolePolicy', { ...role, PolicyArn: READ_ONLY });
    await callIam(aws.url, 'DeleteRolePolicy', { ...role, PolicyName: 'dynatrace-workflows' });
    await callIam(aws.url, 'DeleteRole', role);
    await callIam(aws.url, 'CreateRole', {
      ...role,
      Path: '/team/',
      AssumeRolePolicyDocument: trusting('dtid:connection/ops'),
    });

    expect((await links())['trust policy']?.detail).toContain('role/team/dynatrace-prod-ops instead of');
  });

  it('say which permissions are missing, and mention those that came on top', async () => {
    await inline('s3:ListBucket');
    await callIam(aws.url, 'DetachRolePolicy', { ...role, PolicyArn: READ_ONLY });
    expect((await links()).permissions).toMatchObject({
      status: 'broken',
      detail: `the role lacks Allow ec2:StopInstances on *; ${READ_ONLY}`,
    });

    await inline('ec2:*');
    await callIam(aws.url, 'AttachRolePolicy', { ...role, PolicyArn: READ_ONLY });
    expect((await links()).permissions).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('more than the file says: Allow ec2:* on *'),
    });
  });

  it('are unchecked where reading is not allowed', async () => {
    aws.keys.denied[SANDBOX_ACCESS_KEY_ID] = ['iam:GetRole'];

    expect((await links())['trust policy']).toMatchObject({
      status: 'unchecked',
      cure: expect.stringContaining('Allow the action'),
    });
  });
});

describe('the dry run', () => {
  let dynatrace: DynatraceSandbox;
  let restore: () => void;
  const roleArn = 'arn:aws:iam::123456789012:role/ops';

  beforeEach(async () => {
    dynatrace = await startDynatrace();
    const { clientId, clientSecret } = dynatrace.admin;
    restore = exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
  });
  afterEach(async () => {
    restore();
    await dynatrace.close();
  });

  async function dryRun(): Promise<unknown> {
    const tenant = sandboxTenant(dynatrace, { schema: 'enhanced' });
    const { objectId } = dynatrace.addObject(
      CONNECTION_SCHEMAS.enhanced,
      enhancedConnectionValue('ops', roleArn) as never,
      {
        owner: dynatrace.admin.user,
      },
    );
    const instance = {
      environment: dynatrace.url,
      schema: CONNECTION_SCHEMAS.enhanced,
      object_id: objectId,
      name: 'ops',
      role_arn: roleArn,
    };
    const settings = { ...entry('connection-settings', 'ops'), instance: instance as never };
    const context = lookAt(tenant);
    try {
      return await assumeLink(connectionOf(tenant), settings, context);
    } finally {
      await context.close();
    }
  }

  it('says that Dynatrace can assume the role', async () => {
    dynatrace.behaviour.assumeRole = async () => ({ ok: true });

    expect(await dryRun()).toMatchObject({ status: 'ok' });
  });

  it('says what AWS answers when it cannot', async () => {
    dynatrace.behaviour.assumeRole = async () => ({
      denied: '(AccessDenied) Not authorized to perform sts:AssumeRoleWithWebIdentity',
    });

    expect(await dryRun()).toMatchObject({
      status: 'broken',
      detail: expect.stringContaining('Not authorized to perform'),
    });
  });

  it('is left out where there is none, and where nothing is deployed', async () => {
    const context = lookAt(sandboxTenant(dynatrace));
    const legacy = connectionOf(tenantWith());
    const enhanced = connectionOf(tenantWith({ schema: 'enhanced' }));

    expect(await assumeLink(legacy, undefined, context)).toMatchObject({
      status: 'skipped',
      detail: expect.stringContaining('no dry run'),
    });
    expect(await assumeLink(enhanced, undefined, context)).toMatchObject({ status: 'skipped', detail: 'not deployed' });
    await context.close();
  });
});
