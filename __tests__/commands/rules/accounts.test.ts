import { examineAccounts } from '../../../commands/doctor';
import { startReport } from '../../../commands/findings/report';
import type { States } from '../../../commands/live/states';
import { RULES } from '../../../commands/rules';
import { type AwsSandbox, SANDBOX_ACCESS_KEY_ID, SANDBOX_SECRET_ACCESS_KEY, startAws } from '../../../sandbox/index';
import { callIam } from '../../support/iam';
import { exportCredentials, tenantWith } from '../support';
import { bySubject, type Labelled } from './bench';

const AUDIENCE = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';
const PROVIDER = 'OIDC provider for prod';
const ROLE = 'role dynatrace-prod-ops';
const trusting =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}';

describe('the rules about an AWS account before a deploy', () => {
  let aws: AwsSandbox;
  let restore: () => void;
  const nothingDeployed: States = new Map([['prod', []]]);
  const deployed: States = new Map([
    [
      'prod',
      [
        { type: 'aws_iam_openid_connect_provider', name: 'main' },
        { type: 'aws_iam_role', name: 'main', index: 'ops' },
      ] as never,
    ],
  ]);
  async function check(account: object = {}, states = nothingDeployed): Promise<Record<string, Labelled>> {
    const tenant = tenantWith({}, { endpoints: { iam: aws.url, sts: aws.url }, ...account });
    const report = startReport();
    await examineAccounts([tenant], states, report);
    return bySubject(report.findings([], RULES));
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
      AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
  afterEach(async () => {
    restore();
    await aws.close();
  });

  it('finds everything free before the first deploy, and managed after it', async () => {
    expect(await check()).toMatchObject({
      'AWS credentials': { label: 'ok', detail: 'arn:aws:iam::123456789012:user/sandbox' },
      [PROVIDER]: { label: 'ok', detail: 'will be created' },
      [ROLE]: { label: 'ok', detail: 'will be created' },
    });

    await createProvider(AUDIENCE);
    await callIam(aws.url, 'CreateRole', { RoleName: 'dynatrace-prod-ops', AssumeRolePolicyDocument: trusting });
    expect(await check({}, deployed)).toMatchObject({
      [PROVIDER]: { label: 'ok', detail: 'managed by this deployment' },
      [ROLE]: { label: 'ok', detail: 'managed by this deployment' },
    });
  });

  it('stops at credentials of another account, or at none', async () => {
    expect(Object.values(await check({ id: '999999999999' }))).toEqual([
      expect.objectContaining({
        label: 'error',
        detail: 'arn:aws:iam::123456789012:user/sandbox belongs to the account 123456789012, not to 999999999999',
        cure: expect.stringContaining('Use credentials for the account 999999999999'),
      }),
    ]);

    aws.keys.expired.add(SANDBOX_ACCESS_KEY_ID);
    expect((await check())['AWS credentials']).toMatchObject({ label: 'error', cure: 'Renew the AWS credentials.' });
  });

  it('says which mode of the provider fits when one is there', async () => {
    await createProvider('theirs');
    await callIam(aws.url, 'CreateRole', { RoleName: 'dynatrace-prod-ops', AssumeRolePolicyDocument: trusting });

    const found = await check();
    expect(found[PROVIDER]).toMatchObject({
      label: 'error',
      cure: 'Set `oidcProvider: import` to manage it here, or `existing` if something else does. Keep audiences that others need: `extraAudiences: [theirs]`.',
    });
    expect(found[ROLE]).toMatchObject({ label: 'error', detail: 'exists already' });

    const unknown = await check({}, new Map());
    expect([unknown[PROVIDER]?.label, unknown[ROLE]?.label]).toEqual(['warning', 'warning']);
  });

  it('checks that an existing provider has the audience', async () => {
    const existing = { oidcProvider: 'existing' };
    expect((await check(existing))[PROVIDER]).toMatchObject({
      label: 'error',
      detail: expect.stringContaining('does not exist'),
    });

    await createProvider('theirs');
    expect((await check(existing))[PROVIDER]).toMatchObject({
      label: 'error',
      cure: expect.stringContaining(`aws iam add-client-id-to-open-id-connect-provider`),
    });

    await callIam(aws.url, 'AddClientIDToOpenIDConnectProvider', {
      OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com',
      ClientID: AUDIENCE,
    });
    expect((await check(existing))[PROVIDER]?.label).toBe('ok');
  });

  it('checks that an import is there and loses nobody', async () => {
    expect((await check({ oidcProvider: 'import' }))[PROVIDER]).toMatchObject({
      label: 'error',
      cure: 'Set `oidcProvider: create`.',
    });

    await createProvider('theirs');
    expect((await check({ oidcProvider: 'import' }))[PROVIDER]).toMatchObject({
      label: 'error',
      detail: 'importing it would remove theirs',
    });
    expect((await check({ oidcProvider: 'import', extraAudiences: ['theirs'] }))[PROVIDER]?.label).toBe('ok');
  });

  it('admits what it may not read', async () => {
    aws.keys.denied[SANDBOX_ACCESS_KEY_ID] = ['iam:Get*'];

    expect(await check()).toMatchObject({
      [PROVIDER]: { label: 'unchecked', detail: expect.stringContaining('iam:GetOpenIDConnectProvider') },
      [ROLE]: { label: 'unchecked', cure: 'Allow the action for the credentials that deploy.' },
    });
  });

  it('checks that a role to import or to use is there', async () => {
    const of = async (role: object) => {
      const tenant = tenantWith(
        { connections: { ops: { account: 'main', role } } },
        { endpoints: { iam: aws.url, sts: aws.url } },
      );
      const report = startReport();
      await examineAccounts([tenant], nothingDeployed, report);
      return report.findings([], RULES).find(({ id }) => id === 'role-name');
    };
    const arn = 'arn:aws:iam::123456789012:role/theirs';
    expect(await of({ import: true })).toMatchObject({ status: 'failed', detail: 'there is no role to import' });
    expect(await of({ existing: arn })).toMatchObject({ status: 'failed', detail: `${arn} does not exist` });

    await callIam(aws.url, 'CreateRole', { RoleName: 'dynatrace-prod-ops', AssumeRolePolicyDocument: trusting });
    await callIam(aws.url, 'CreateRole', { RoleName: 'theirs', AssumeRolePolicyDocument: trusting });
    expect(await of({ import: true })).toMatchObject({ status: 'ok', detail: 'exists and will be imported' });
    expect(await of({ existing: arn })).toMatchObject({ status: 'ok', detail: 'exists, and is owned elsewhere' });
    expect(await of({ existing: arn.replace('role/', 'role/team/') })).toMatchObject({
      status: 'failed',
      detail: `its ARN is ${arn}, not arn:aws:iam::123456789012:role/team/theirs`,
    });
  });
});
