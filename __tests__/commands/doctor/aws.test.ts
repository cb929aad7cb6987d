import { checkAccounts } from '../../../commands/doctor/aws';
import type { Check, States } from '../../../commands/doctor/check';
import { type AwsSandbox, SANDBOX_ACCESS_KEY_ID, startAws } from '../../../sandbox/index';
import { callIam } from '../../support/iam';
import { exportCredentials, tenantWith } from '../support';

const AUDIENCE = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';
const PROVIDER = 'OIDC provider for prod';
const ROLE = 'role dynatrace-prod-ops';
const trusting =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}';

describe('checkAccounts', () => {
  let aws: AwsSandbox;
  let restore: () => void;
  const nothingDeployed: States = new Map([['prod', []]]);
  const deployed: States = new Map([
    [
      'prod',
      [
        { type: 'aws_iam_openid_connect_provider', name: 'main' },
        { type: 'aws_iam_role', name: 'ops' },
      ] as never,
    ],
  ]);
  async function check(account: object = {}, states = nothingDeployed): Promise<Record<string, Check>> {
    const tenant = tenantWith({}, { endpoints: { iam: aws.url, sts: aws.url }, ...account });
    const checks = await checkAccounts([tenant], states);
    return Object.fromEntries(checks.map((one) => [one.what, one]));
  }
  const createProvider = (...audiences: string[]) =>
    callIam(aws.url, 'CreateOpenIDConnectProvider', {
      Url: 'https://token.dynatrace.com',
      ...Object.fromEntries(audiences.map((audience, index) => [`ClientIDList.member.${index + 1}`, audience])),
    });

  beforeEach(async () => {
    aws = await startAws();
    restore = exportCredentials({
      AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
  afterEach(async () => {
    restore();
    await aws.close();
  });

  it('finds everything free before the first deploy, and managed after it', async () => {
    expect(await check()).toMatchObject({
      credentials: { status: 'ok', detail: 'arn:aws:iam::123456789012:user/sandbox' },
      [PROVIDER]: { status: 'ok', detail: 'will be created' },
      [ROLE]: { status: 'ok', detail: 'will be created' },
    });

    await createProvider(AUDIENCE);
    await callIam(aws.url, 'CreateRole', { RoleName: 'dynatrace-prod-ops', AssumeRolePolicyDocument: trusting });
    expect(await check({}, deployed)).toMatchObject({
      [PROVIDER]: { status: 'ok', detail: 'managed by this deployment' },
      [ROLE]: { status: 'ok', detail: 'managed by this deployment' },
    });
  });

  it('stops at credentials of another account, or at none', async () => {
    expect(Object.values(await check({ id: '999999999999' }))).toEqual([
      expect.objectContaining({
        status: 'failure',
        detail: 'arn:aws:iam::123456789012:user/sandbox is of the account 123456789012, not of 999999999999',
        cure: expect.stringContaining('Use credentials of the account 999999999999'),
      }),
    ]);

    aws.keys.expired.add(SANDBOX_ACCESS_KEY_ID);
    expect((await check()).credentials).toMatchObject({ status: 'failure', cure: 'Renew the AWS credentials.' });
  });

  it('says which mode of the provider fits when one is there', async () => {
    await createProvider('theirs');
    await callIam(aws.url, 'CreateRole', { RoleName: 'dynatrace-prod-ops', AssumeRolePolicyDocument: trusting });

    const found = await check();
    expect(found[PROVIDER]).toMatchObject({
      status: 'failure',
      cure: 'Set `oidcProvider: import` to manage it here, or `existing` if something else does. Keep the audiences of others: `extraAudiences: [theirs]`.',
    });
    expect(found[ROLE]).toMatchObject({ status: 'failure', detail: 'exists already' });

    const unknown = await check({}, new Map());
    expect([unknown[PROVIDER]?.status, unknown[ROLE]?.status]).toEqual(['warning', 'warning']);
  });

  it('checks that an existing provider has the audience', async () => {
    const existing = { oidcProvider: 'existing' };
    expect((await check(existing))[PROVIDER]).toMatchObject({
      status: 'failure',
      detail: expect.stringContaining('does not exist'),
    });

    await createProvider('theirs');
    expect((await check(existing))[PROVIDER]).toMatchObject({
      status: 'failure',
      cure: expect.stringContaining(`aws iam add-client-id-to-open-id-connect-provider`),
    });

    await callIam(aws.url, 'AddClientIDToOpenIDConnectProvider', {
      OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com',
      ClientID: AUDIENCE,
    });
    expect((await check(existing))[PROVIDER]?.status).toBe('ok');
  });

  it('checks that an import is there and loses nobody', async () => {
    expect((await check({ oidcProvider: 'import' }))[PROVIDER]).toMatchObject({
      status: 'failure',
      cure: 'Set `oidcProvider: create`.',
    });

    await createProvider('theirs');
    expect((await check({ oidcProvider: 'import' }))[PROVIDER]).toMatchObject({
      status: 'failure',
      detail: 'importing it would remove theirs',
    });
    expect((await check({ oidcProvider: 'import', extraAudiences: ['theirs'] }))[PROVIDER]?.status).toBe('ok');
  });

  it('warns about what it may not read', async () => {
    aws.keys.denied[SANDBOX_ACCESS_KEY_ID] = ['iam:Get*'];

    expect(await check()).toMatchObject({
      [PROVIDER]: { status: 'warning', detail: expect.stringContaining('iam:GetOpenIDConnectProvider') },
      [ROLE]: { status: 'warning', cure: 'Allow the action to the credentials that deploy.' },
    });
  });
});
