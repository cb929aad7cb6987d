import { startAws } from '../../aws/aws';
import { xmlMembers, xmlText } from '../../aws/xml';
import { ACCOUNT, allow, awsPolicies, createRole, freshAws, iam } from './client';

const CUSTOM = `arn:aws:iam::${ACCOUNT}:policy/team/custom`;
const aws = freshAws(() => ({ managedPolicies: { [CUSTOM]: JSON.parse(allow('s3:*')) } }));

beforeEach(() => createRole(aws(), 'ops'));

function put(PolicyDocument: string, PolicyName = 'inline') {
  return iam(aws(), 'PutRolePolicy', { RoleName: 'ops', PolicyName, PolicyDocument });
}

function attach(PolicyArn: string) {
  return iam(aws(), 'AttachRolePolicy', { RoleName: 'ops', PolicyArn });
}

describe('inline policies', () => {
  test('are put, read, replaced, listed and deleted', async () => {
    await put(allow('account:ListRegions'), 'b');
    await put(allow('s3:*'), 'a');
    await put(allow('account:*'), 'b');
    const { result } = await iam(aws(), 'GetRolePolicy', { RoleName: 'ops', PolicyName: 'b' });
    expect(decodeURIComponent(xmlText(result, 'PolicyDocument') ?? '')).toBe(allow('account:*'));
    const listed = await iam(aws(), 'ListRolePolicies', { RoleName: 'ops' });
    expect(xmlMembers(listed.result, 'PolicyNames').map(({ text }) => text)).toEqual(['a', 'b']);
    const remove = () => iam(aws(), 'DeleteRolePolicy', { RoleName: 'ops', PolicyName: 'b' });
    expect((await remove()).status).toBe(200);
    expect(await remove()).toMatchObject({
      status: 404,
      code: 'NoSuchEntity',
      message: 'The role policy with name b cannot be found.',
    });
  });

  test.each(['gone', 'constructor'])('%s that was not put is 404', async (PolicyName) => {
    expect(await iam(aws(), 'GetRolePolicy', { RoleName: 'ops', PolicyName })).toMatchObject({
      status: 404,
      code: 'NoSuchEntity',
    });
  });

  test('have 10240 characters in all, white space not counted', async () => {
    const spaced = allow(`s3:${'a'.repeat(6000)}`).replaceAll(',', `,${' '.repeat(3000)}`);
    expect((await put(spaced, 'a')).status).toBe(200);
    expect(await put(allow(`s3:${'b'.repeat(4200)}`), 'b')).toMatchObject({
      status: 409,
      code: 'LimitExceeded',
      message: 'Maximum policy size of 10240 bytes exceeded for role ops',
    });
    expect((await put(allow(`s3:${'b'.repeat(4000)}`), 'a')).status).toBe(200);
  });

  test('need a name that IAM takes', async () => {
    expect(await put(allow('s3:*'), 'a b')).toMatchObject({ status: 400, code: 'ValidationError' });
    expect(await put(allow('s3:*'), 'a'.repeat(129))).toMatchObject({ status: 400, code: 'ValidationError' });
  });

  test('need a document that IAM takes', async () => {
    expect(await put('{}')).toMatchObject({ status: 400, code: 'MalformedPolicyDocument' });
  });
});

describe('managed policies', () => {
  test('are attached once, listed and detached', async () => {
    await attach(CUSTOM);
    await attach('arn:aws:iam::aws:policy/job-function/ViewOnlyAccess');
    await attach(CUSTOM);
    const { result } = await iam(aws(), 'ListAttachedRolePolicies', { RoleName: 'ops' });
    expect(xmlMembers(result, 'AttachedPolicies').map((policy) => xmlText(policy, 'PolicyName'))).toEqual([
      'custom',
      'ViewOnlyAccess',
    ]);
    const detach = () => iam(aws(), 'DetachRolePolicy', { RoleName: 'ops', PolicyArn: CUSTOM });
    expect((await detach()).status).toBe(200);
    expect(await detach()).toMatchObject({ status: 404, code: 'NoSuchEntity' });
  });

  test.each([
    ['ReadOnlyAccess', 400, 'ValidationError', 'ARN ReadOnlyAccess is not valid.'],
    ['arn:aws:iam::123456789012:role/ops', 400, 'ValidationError', /is not valid\.$/],
    ['arn:aws-cn:iam::aws:policy/ReadOnlyAccess', 400, 'ValidationError', 'Invalid ARN partition'],
    [`${CUSTOM}2`, 404, 'NoSuchEntity', /does not exist or is not attachable\.$/],
  ])('%s is refused with %i %s', async (arn, status, code, message) => {
    expect(await attach(arn)).toMatchObject({ status, code, message: expect.stringMatching(message) });
  });

  test('are at most ten', async () => {
    const [last = '', ...others] = awsPolicies(11);
    for (const arn of others) await attach(arn);
    expect(await attach(last)).toMatchObject({
      status: 409,
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for PoliciesPerRole: 10',
    });
    expect((await attach(others[9] ?? '')).status).toBe(200);
  });
});

test('an account of another partition takes the policies of that partition', async () => {
  const china = await startAws({ partition: 'aws-cn' });
  try {
    const signer = { region: 'cn-north-1' };
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
    });
    const created = await iam(china, 'CreateRole', { RoleName: 'ops', AssumeRolePolicyDocument }, signer);
    expect(xmlText(created.result, 'Role', 'Arn')).toBe(`arn:aws-cn:iam::${ACCOUNT}:role/ops`);
    const attachIn = (partition: string) =>
      iam(
        china,
        'AttachRolePolicy',
        { RoleName: 'ops', PolicyArn: `arn:${partition}:iam::aws:policy/ReadOnlyAccess` },
        signer,
      );
    expect((await attachIn('aws-cn')).status).toBe(200);
    expect(await attachIn('aws')).toMatchObject({ status: 400, message: 'Invalid ARN partition' });
  } finally {
    await china.close();
  }
});
