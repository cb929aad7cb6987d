import type { AwsReader } from '../../../commands/iam/account';
import { openAccount } from '../../../commands/iam/account';
import { boundaryOf, coverageOfRole, managedPolicies, policiesOfRole } from '../../../commands/iam/role-policies';
import type { Account } from '../../../deployment/schema';
import { SANDBOX_ACCESS_KEY_ID, SANDBOX_SECRET_ACCESS_KEY, startAws } from '../../../sandbox/index';
import { callIam, makeManagedPolicy } from '../../support/iam';
import { exportCredentials, tenantWith } from '../support';

const ARN = 'arn:aws:iam::123456789012:policy/team/limit';
const DOCUMENT = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } };
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
};
const KEYS = {
  AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
  AWS_EC2_METADATA_DISABLED: 'true',
};

function accountAt(url: string): Account {
  return tenantWith({}, { endpoints: { iam: url, sts: url } }).accounts[0]?.config as Account;
}

let restore: () => void;
beforeAll(() => {
  restore = exportCredentials(KEYS);
});
afterAll(() => restore());

describe('the policies of a role', () => {
  it('are its inline ones, with the boundary beside them', async () => {
    const limit = 'arn:aws:iam::123456789012:policy/limit';
    const aws = await startAws({ managedPolicies: { [limit]: DOCUMENT } });
    const policy = JSON.stringify(DOCUMENT);
    await callIam(aws.url, 'CreateRole', {
      RoleName: 'ops',
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
      PermissionsBoundary: limit,
    });
    await callIam(aws.url, 'PutRolePolicy', { RoleName: 'ops', PolicyName: 'a', PolicyDocument: policy });
    await callIam(aws.url, 'PutRolePolicy', { RoleName: 'ops', PolicyName: 'b', PolicyDocument: policy });
    const account = accountAt(aws.url);

    const found = await policiesOfRole('ops', openAccount(account), account);

    expect(found?.policies.map(({ name }) => name)).toEqual(['inline a', 'inline b']);
    expect(found).toMatchObject({ boundary: { arn: limit }, unreadable: [] });
    expect(await policiesOfRole('nobody', openAccount(account), account)).toBeUndefined();
    expect(await openAccount(account).inlinePolicyNames('nobody')).toBeUndefined();
    await aws.close();
  });

  it('are its managed ones, in the version that is in force', async () => {
    const aws = await startAws();
    await makeManagedPolicy(aws.url, 'limit', DOCUMENT, '/team/');
    const account = accountAt(aws.url);
    const missing = 'arn:aws:iam::123456789012:policy/gone';

    const { policies, unreadable } = await managedPolicies([ARN, missing], openAccount(account), account);

    expect(policies).toEqual([{ name: ARN, statements: [DOCUMENT.Statement] }]);
    expect(unreadable).toEqual([`${missing}: it does not exist`]);
    await aws.close();
  });

  it('are named where they cannot be read', async () => {
    const denied = Object.assign(new Error('not allowed'), { name: 'AccessDenied' });
    const reader = {
      role: async () => ({ arn: '', trustPolicy: '', maxSessionDuration: 3600 }),
      inlinePolicyNames: async () => ['torn'],
      inlinePolicy: async () => '{',
      attachedPolicies: async () => [ARN],
      managedPolicy: async () => Promise.reject(denied),
    } as unknown as AwsReader;

    const found = await policiesOfRole('ops', reader, accountAt('http://127.0.0.1:9'));

    expect(found?.policies).toEqual([]);
    expect(found?.unreadable).toEqual([
      expect.stringMatching(/^inline torn: SyntaxError/),
      `${ARN}: AccessDenied: not allowed`,
    ]);
  });
});

describe('a permissions boundary', () => {
  const target = { arn: 'arn:aws:ec2:us-east-1:123456789012:instance/i-1', literal: true };
  const statement = (changes: object) => ({ Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*', ...changes });
  const policy = (name: string, ...changes: object[]) => ({ name, statements: changes.map(statement) as never });
  const elsewhere = { Resource: 'arn:aws:ec2:*:*:instance/i-2' };
  const tagged = { Condition: { StringEquals: { 'aws:ResourceTag/team': 'ops' } } };

  it.each([
    ['allows it', policy('own', {}), policy('limit', { Action: 'ec2:*' }), 'allowed', []],
    [
      'allows others',
      policy('own', {}),
      policy('limit', { Action: 's3:*' }),
      'denied',
      ['not allowed by the boundary limit'],
    ],
    [
      'allows it elsewhere',
      policy('own', {}),
      policy('limit', elsewhere),
      'denied',
      ['not allowed by the boundary limit'],
    ],
    ['denies it', policy('own', {}), policy('limit', {}, { Effect: 'Deny' }), 'denied', ['denied by limit: on *']],
    [
      'allows it sometimes',
      policy('own', {}),
      policy('limit', tagged),
      'partly',
      [expect.stringMatching(/^limit: on \* if /)],
    ],
    [
      'grants nothing itself',
      policy('own', elsewhere),
      policy('limit', {}),
      'missing',
      [expect.stringMatching(/^own: /)],
    ],
    [
      'cannot do more than a denial',
      policy('own', { Effect: 'Deny' }),
      policy('limit', {}),
      'denied',
      ['denied by own: on *'],
    ],
  ])('%s', (_, own, limit, status, details) => {
    const role = { policies: [own], unreadable: [], boundary: { arn: 'limit', policy: limit } };

    expect(coverageOfRole('ec2:StopInstances', [target], role)).toEqual({ status, details });
  });

  it('is left out where it cannot be read, with the reason', async () => {
    const aws = await startAws();
    const account = accountAt(aws.url);
    const gone = 'arn:aws:iam::123456789012:policy/gone';

    const { boundary } = await boundaryOf(gone, openAccount(account), account);

    expect(boundary).toEqual({ arn: gone, policy: { problem: `${gone}: it does not exist` } });
    const role = { policies: [policy('own', {})], unreadable: [], boundary: boundary as never };
    expect(coverageOfRole('ec2:StopInstances', [target], role).status).toBe('allowed');
    expect(await boundaryOf(undefined, openAccount(account), account)).toEqual({});
    await aws.close();
  });
});
