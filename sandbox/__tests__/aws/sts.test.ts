import { xmlText } from '../../aws/xml';
import {
  ACCOUNT,
  allow,
  createRole,
  freshAws,
  iam,
  type Parameters,
  roleArn,
  type Signer,
  sessionIn,
  sts,
} from './client';

const OTHER = { accessKeyId: 'AKIAOTHER00000000000' };
const CUSTOM = `arn:aws:iam::${ACCOUNT}:policy/custom`;
const FOREIGN = 'arn:aws:iam::210987654321:policy/custom';
const aws = freshAws(() => ({
  accounts: { AKIASANDBOX0EXAMPLE0: ACCOUNT, [OTHER.accessKeyId]: '210987654321' },
  managedPolicies: { [CUSTOM]: JSON.parse(allow('iam:Get*')), [FOREIGN]: JSON.parse(allow('*')) },
}));

/** A trust policy for callers of AWS. */
function trustOf(AWS: string | string[], Condition?: object): string {
  const statement = { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', Condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: statement });
}

async function deployer(policy = allow('iam:*'), AWS: string | string[] = ACCOUNT, Condition?: object): Promise<void> {
  await createRole(aws(), 'deployer', { AssumeRolePolicyDocument: trustOf(AWS, Condition) });
  await iam(aws(), 'PutRolePolicy', { RoleName: 'deployer', PolicyName: 'p', PolicyDocument: policy });
}

function assume(parameters: Parameters = {}, signer: Signer = {}) {
  return sts(aws(), 'AssumeRole', { RoleArn: roleArn('deployer'), RoleSessionName: 'run', ...parameters }, signer);
}

async function session(parameters: Parameters = {}, signer: Signer = {}): Promise<Signer> {
  return sessionIn((await assume(parameters, signer)).result);
}

describe('AssumeRole', () => {
  test.each([
    ['its account', ACCOUNT],
    ['the root of its account', `arn:aws:iam::${ACCOUNT}:root`],
    ['the user', `arn:aws:iam::${ACCOUNT}:user/sandbox`],
    ['everybody', '*'],
  ])('lets a caller in whom the role trusts as %s', async (_what, principal) => {
    await deployer(allow('iam:*'), principal);
    const { status, result } = await assume();
    expect(status).toBe(200);
    expect(xmlText(result, 'AssumedRoleUser', 'AssumedRoleId')).toMatch(/^AROA[A-Z2-7]{17}:run$/);
  });

  test('refuses a caller whom the role does not trust, and a role that does not exist', async () => {
    await deployer(allow('iam:*'), '210987654321');
    const message = (name: string) =>
      `User: arn:aws:iam::${ACCOUNT}:user/sandbox is not authorized to perform: sts:AssumeRole on resource: ${roleArn(name)}`;
    expect(await assume()).toMatchObject({ status: 403, code: 'AccessDenied', message: message('deployer') });
    expect(await assume({ RoleArn: roleArn('gone') })).toMatchObject({ status: 403, message: message('gone') });
    expect((await assume({}, OTHER)).status).toBe(200);
  });

  test('refuses a caller who is denied the action', async () => {
    await deployer(allow('iam:*'), '210987654321');
    aws().keys.denied[OTHER.accessKeyId] = ['sts:AssumeRole'];
    expect(await assume({}, OTHER)).toMatchObject({
      status: 403,
      message: expect.stringContaining('because no identity-based policy allows the sts:AssumeRole action'),
    });
  });

  test('needs the external id that the role asks for', async () => {
    await deployer(allow('iam:*'), ACCOUNT, { StringEquals: { 'sts:ExternalId': 'secret' } });
    expect(await assume()).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await assume({ ExternalId: 'other' })).toMatchObject({ status: 403 });
    expect((await assume({ ExternalId: 'secret' })).status).toBe(200);
  });

  test('needs a signature', async () => {
    const url = `${aws().url}/?Action=AssumeRole&Version=2011-06-15`;
    expect((await fetch(url)).status).toBe(403);
  });

  test('gives sessions of sessions, for an hour at most', async () => {
    await deployer(allow(['sts:AssumeRole', 'iam:*']), [ACCOUNT]);
    await createRole(aws(), 'next', {
      AssumeRolePolicyDocument: trustOf(roleArn('deployer')),
      MaxSessionDuration: 7200,
    });
    const signer = await session();
    const next = { RoleArn: roleArn('next') };
    expect((await assume(next, signer)).status).toBe(200);
    expect(await assume({ ...next, DurationSeconds: 3601 }, signer)).toMatchObject({
      status: 400,
      code: 'ValidationError',
      message: expect.stringContaining('role chaining'),
    });
    expect(await assume(next)).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  test('takes session policies of the role’s account only', async () => {
    await deployer();
    expect((await assume({ PolicyArns: [{ arn: CUSTOM }] })).status).toBe(200);
    expect(await assume({ PolicyArns: [{ arn: FOREIGN }] })).toMatchObject({ status: 400, code: 'ValidationError' });
  });
});

describe('a session may do', () => {
  const read = (signer: Signer) => iam(aws(), 'GetRole', { RoleName: 'deployer' }, signer);
  const list = (signer: Signer) => iam(aws(), 'ListRoles', {}, signer);

  test('what the inline policies of its role allow', async () => {
    await deployer(allow('iam:GetRole', roleArn('*')));
    const signer = await session();
    expect((await read(signer)).status).toBe(200);
    expect(await list(signer)).toMatchObject({
      status: 403,
      code: 'AccessDenied',
      message: expect.stringContaining(`User: arn:aws:sts::${ACCOUNT}:assumed-role/deployer/run is not authorized`),
    });
  });

  test('what the managed policies of its role allow, as far as they are known', async () => {
    await deployer(allow('account:ListRegions'));
    const signer = await session();
    const attach = (PolicyArn: string) => iam(aws(), 'AttachRolePolicy', { RoleName: 'deployer', PolicyArn });
    await attach('arn:aws:iam::aws:policy/IAMFullAccess');
    expect((await read(signer)).status).toBe(403);
    await attach(CUSTOM);
    expect((await read(signer)).status).toBe(200);
    expect((await list(signer)).status).toBe(403);
    await attach('arn:aws:iam::aws:policy/AdministratorAccess');
    expect((await list(signer)).status).toBe(200);
  });

  test('no more than the session policies and the boundary of its role allow', async () => {
    await deployer();
    const narrowed = await session({ Policy: allow('iam:GetRole') });
    expect([(await read(narrowed)).status, (await list(narrowed)).status]).toEqual([200, 403]);
    const managed = await session({ PolicyArns: [{ arn: CUSTOM }] });
    expect([(await read(managed)).status, (await list(managed)).status]).toEqual([200, 403]);
    const free = await session();
    expect((await list(free)).status).toBe(200);
    await iam(aws(), 'PutRolePermissionsBoundary', { RoleName: 'deployer', PermissionsBoundary: CUSTOM });
    expect([(await read(free)).status, (await list(free)).status]).toEqual([200, 403]);
  });

  test('nothing any more once its role is gone', async () => {
    await deployer();
    const signer = await session();
    await iam(aws(), 'DeleteRolePolicy', { RoleName: 'deployer', PolicyName: 'p' });
    await iam(aws(), 'DeleteRole', { RoleName: 'deployer' });
    expect(await list(signer)).toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});
