import { openAccount } from '../../../commands/iam/account';
import { linkOidcProvider } from '../../../commands/rules/link-oidc-provider';
import { linkPermissions } from '../../../commands/rules/link-permissions';
import { linkTrustPolicy } from '../../../commands/rules/link-trust-policy';
import type { ConnectionAfter } from '../../../commands/rules/subjects';
import type { ResolvedConnection } from '../../../deployment/resolved-stack';
import type { Account } from '../../../deployment/schema';
import { inlinePolicy, trustPolicy } from '../../../model/iam';
import { type AwsSandbox, SANDBOX_ACCESS_KEY_ID, SANDBOX_SECRET_ACCESS_KEY, startAws } from '../../../sandbox/index';
import { callIam } from '../../support/iam';
import { exportCredentials, tenantWith } from '../support';

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
    const connection = resolved.connections[0] as ResolvedConnection;
    const subject = {
      tenant: resolved,
      connection,
      live: [],
      reader: openAccount(config),
    } as unknown as ConnectionAfter;
    const rules = [linkOidcProvider, linkTrustPolicy, linkPermissions];
    const found = await Promise.all(rules.map(async (rule) => [rule.id, (await rule.check(subject))[0]] as const));
    return Object.fromEntries(found);
  }

  beforeEach(async () => {
    aws = await startAws();
    restore = exportCredentials({
      AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
    });
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
    expect(Object.values(await links()).map((one) => one?.status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('say that the provider, its audience or the role is gone', async () => {
    await callIam(aws.url, 'RemoveClientIDFromOpenIDConnectProvider', {
      OpenIDConnectProviderArn: providerArn,
      ClientID: tenant().audience,
    });
    expect((await links())['link-oidc-provider']).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('does not have the audience'),
    });

    await callIam(aws.url, 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: providerArn });
    await callIam(aws.url, 'DetachRolePolicy', { ...role, PolicyArn: READ_ONLY });
    await callIam(aws.url, 'DeleteRolePolicy', { ...role, PolicyName: 'dynatrace-workflows' });
    await callIam(aws.url, 'DeleteRole', role);
    expect(await links()).toMatchObject({
      'link-oidc-provider': { status: 'failed', detail: `${providerArn} does not exist` },
      'link-trust-policy': {
        status: 'failed',
        detail: expect.stringContaining('role/dynatrace-prod-ops does not exist'),
      },
      'link-permissions': { status: 'failed', detail: expect.stringContaining('has no inline policy') },
    });
  });

  it('say what is different in the trust policy', async () => {
    await callIam(aws.url, 'UpdateAssumeRolePolicy', { ...role, PolicyDocument: trusting('dtid:connection/other') });

    expect((await links())['link-trust-policy']).toMatchObject({
      status: 'failed',
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

    expect((await links())['link-trust-policy']?.detail).toContain('role/team/dynatrace-prod-ops instead of');
  });

  it('say which permissions are missing, and mention those that came on top', async () => {
    await inline('s3:ListBucket');
    await callIam(aws.url, 'DetachRolePolicy', { ...role, PolicyArn: READ_ONLY });
    expect((await links())['link-permissions']).toMatchObject({
      status: 'failed',
      detail: `the role lacks Allow ec2:StopInstances on *; ${READ_ONLY}`,
    });

    await inline('ec2:*');
    await callIam(aws.url, 'AttachRolePolicy', { ...role, PolicyArn: READ_ONLY });
    expect((await links())['link-permissions']).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('more than the file says: Allow ec2:* on *'),
    });
  });

  it('are unchecked where reading is not allowed', async () => {
    aws.keys.denied[SANDBOX_ACCESS_KEY_ID] = ['iam:GetRole'];

    expect((await links())['link-trust-policy']).toMatchObject({
      status: 'unchecked',
      cure: expect.stringContaining('Allow the action'),
    });
  });
});
