import { openAccount } from '../../../commands/iam/account';
import { describeAwsError } from '../../../commands/iam/aws-errors';
import type { Account } from '../../../deployment/schema';
import {
  type AwsSandbox,
  SANDBOX_ACCESS_KEY_ID,
  SANDBOX_ACCOUNT_ID,
  SANDBOX_SECRET_ACCESS_KEY,
  startAws,
} from '../../../sandbox/index';
import { callIam } from '../../support/iam';
import { exportCredentials, tenantWith } from '../support';

const PROVIDER = `arn:aws:iam::${SANDBOX_ACCOUNT_ID}:oidc-provider/token.dynatrace.com`;
const trusting = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: SANDBOX_ACCOUNT_ID }, Action: 'sts:AssumeRole' }],
});

describe('openAccount', () => {
  let aws: AwsSandbox;
  let restore: () => void;
  const config = (changes: object = {}): Account => {
    const endpoints = { iam: aws.url, sts: aws.url };
    return tenantWith({}, { endpoints, ...changes }).accounts[0]?.config as Account;
  };
  const failure = async (account: Account) => {
    const error = await openAccount(account)
      .identity()
      .catch((thrown: unknown) => thrown);
    return describeAwsError(error, account);
  };

  beforeAll(async () => {
    aws = await startAws();
    restore = exportCredentials({
      AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    });
    await callIam(aws.url, 'CreateOpenIDConnectProvider', {
      Url: 'https://token.dynatrace.com',
      'ClientIDList.member.1': 'one',
    });
    await callIam(aws.url, 'CreateRole', { RoleName: 'ops', AssumeRolePolicyDocument: trusting });
    await callIam(aws.url, 'PutRolePolicy', {
      RoleName: 'ops',
      PolicyName: 'inline',
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"}]}',
    });
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await callIam(aws.url, 'AttachRolePolicy', { RoleName: 'ops', PolicyArn });
  });
  afterAll(async () => {
    restore();
    await aws.close();
  });

  it('reads who calls, providers, roles and their policies', async () => {
    const reader = openAccount(config());

    expect(await reader.identity()).toMatchObject({ account: SANDBOX_ACCOUNT_ID });
    expect(await reader.audiences(PROVIDER)).toEqual(['one']);
    expect(await reader.role('ops')).toMatchObject({ trustPolicy: trusting, maxSessionDuration: 3600 });
    expect(await reader.inlinePolicy('ops', 'inline')).toContain('a:B');
    expect(await reader.attachedPolicies('ops')).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
  });

  it('says nothing of what is not there', async () => {
    const reader = openAccount(config());

    expect(await reader.audiences(`${PROVIDER}.example`)).toBeUndefined();
    expect(await reader.role('nobody')).toBeUndefined();
    expect(await reader.inlinePolicy('ops', 'other')).toBeUndefined();
    expect(await reader.attachedPolicies('nobody')).toBeUndefined();
  });

  it('assumes the role that the account names', async () => {
    const roleArn = `arn:aws:iam::${SANDBOX_ACCOUNT_ID}:role/ops`;

    const { arn } = await openAccount(config({ assumeRole: { roleArn, sessionName: 'doctor' } })).identity();

    expect(arn).toBe(`arn:aws:sts::${SANDBOX_ACCOUNT_ID}:assumed-role/ops/doctor`);
  });

  it('tells missing, expired and insufficient credentials apart', async () => {
    const roleArn = `arn:aws:iam::${SANDBOX_ACCOUNT_ID}:role/nobody`;
    expect((await failure(config({ assumeRole: { roleArn } }))).cure).toContain('Allow the action');
    expect((await failure(config({ profile: 'nowhere' }))).cure).toBe('Sign in with the profile nowhere.');

    aws.keys.expired.add(SANDBOX_ACCESS_KEY_ID);
    expect(await failure(config())).toMatchObject({
      said: expect.stringContaining('ExpiredToken'),
      cure: 'Renew the AWS credentials.',
    });
    aws.keys.expired.clear();

    const restoreKeys = exportCredentials({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect((await failure(config())).cure).toContain('Export AWS credentials');
    restoreKeys();
  });

  it('hints at the network for what is neither', async () => {
    const endpoints = { sts: 'http://127.0.0.1:9' };

    expect((await failure(config({ endpoints }))).cure).toContain('Check the region and the endpoints');
  });

  it('passes on a refusal to read', async () => {
    aws.keys.denied[SANDBOX_ACCESS_KEY_ID] = ['iam:GetRole'];

    await expect(openAccount(config()).role('ops')).rejects.toThrow('not authorized to perform: iam:GetRole');
    aws.keys.denied = {};
  });
});
