import { xmlMembers, xmlText } from '../../aws/xml';
import { ACCOUNT, allow, createRole, freshAws, iam, type Parameters, PROVIDER_ARN, roleArn, trust } from './client';

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
const aws = freshAws(() => ({ managedPolicies: { [BOUNDARY]: JSON.parse(allow('*')) } }));

async function read(RoleName = 'ops') {
  const { result } = await iam(aws(), 'GetRole', { RoleName });
  return {
    arn: xmlText(result, 'Role', 'Arn'),
    description: xmlText(result, 'Role', 'Description'),
    seconds: xmlText(result, 'Role', 'MaxSessionDuration'),
    boundary: xmlText(result, 'Role', 'PermissionsBoundary', 'PermissionsBoundaryArn'),
    trust: JSON.parse(decodeURIComponent(xmlText(result, 'Role', 'AssumeRolePolicyDocument') ?? 'null')),
    tags: Object.fromEntries(
      xmlMembers(result, 'Role', 'Tags').map((tag) => [xmlText(tag, 'Key'), xmlText(tag, 'Value')]),
    ),
  };
}

test('a role is created with everything that it may have, and read back', async () => {
  const created = await createRole(aws(), 'ops', {
    Path: '/teams/ops/',
    Description: 'äöü <&>',
    MaxSessionDuration: 7200,
    PermissionsBoundary: BOUNDARY,
    Tags: [{ Key: 'team', Value: 'ops' }],
  });
  expect(created.status).toBe(200);
  expect(xmlText(created.result, 'Role', 'RoleId')).toMatch(/^AROA[A-Z2-7]{17}$/);
  expect(xmlText(created.result, 'Role', 'MaxSessionDuration')).toBeUndefined();
  expect(await read()).toEqual({
    arn: roleArn('ops', '/teams/ops/'),
    description: 'äöü <&>',
    seconds: '7200',
    boundary: BOUNDARY,
    trust: JSON.parse(trust()),
    tags: { team: 'ops' },
  });
});

test('a role has defaults for what is not given', async () => {
  await createRole(aws(), 'ops');
  expect(await read()).toMatchObject({ arn: roleArn('ops'), description: undefined, seconds: '3600', tags: {} });
});

test('names are taken whatever their case, but found only in their own', async () => {
  await createRole(aws(), 'ops');
  expect(await createRole(aws(), 'OPS')).toMatchObject({
    status: 409,
    code: 'EntityAlreadyExists',
    message: 'Role with name OPS already exists.',
  });
  expect(await iam(aws(), 'GetRole', { RoleName: 'OPS' })).toMatchObject({ status: 404, code: 'NoSuchEntity' });
});

test.each([
  [{ MaxSessionDuration: 'long' }, 400, 'MalformedInput'],
  [
    {
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'A', Value: '' },
      ],
    },
    400,
    'InvalidInput',
  ],
  [{ Tags: [{ Key: 'aws:a', Value: '' }] }, 400, 'InvalidInput'],
  [{ PermissionsBoundary: 'boundary' }, 400, 'InvalidInput'],
  [{ PermissionsBoundary: BOUNDARY.replace('arn:aws:', 'arn:aws-cn:') }, 400, 'ValidationError'],
  [{ PermissionsBoundary: `${BOUNDARY}2` }, 404, 'NoSuchEntity'],
  [{ AssumeRolePolicyDocument: trust({ Sid: 'x'.repeat(2048) }) }, 409, 'LimitExceeded'],
  [{ AssumeRolePolicyDocument: '{' }, 400, 'MalformedPolicyDocument'],
])('%j is refused with %i %s', async (parameters: Parameters, status, code) => {
  expect(await createRole(aws(), 'ops', parameters)).toMatchObject({ status, code });
});

test('white space does not count towards the size of a trust policy', async () => {
  const spaced = trust().replaceAll(',', `,${' '.repeat(500)}`);
  expect(spaced.length).toBeGreaterThan(2048);
  expect((await createRole(aws(), 'ops', { AssumeRolePolicyDocument: spaced })).status).toBe(200);
});

test('a role is updated, and keeps what an update does not name', async () => {
  await createRole(aws(), 'ops', { Description: 'first' });
  const updated = await iam(aws(), 'UpdateRole', { RoleName: 'ops', MaxSessionDuration: 7200 });
  expect(updated.result.name).toBe('UpdateRoleResult');
  expect(await read()).toMatchObject({ description: 'first', seconds: '7200' });
  await iam(aws(), 'UpdateRole', { RoleName: 'ops', Description: 'second' });
  expect(await read()).toMatchObject({ description: 'second', seconds: '7200' });
  const described = await iam(aws(), 'UpdateRoleDescription', { RoleName: 'ops', Description: '' });
  expect(xmlText(described.result, 'Role', 'RoleName')).toBe('ops');
  expect(await read()).toMatchObject({ description: undefined });
});

test('the trust policy is replaced, but not by a malformed or too long one', async () => {
  await createRole(aws(), 'ops');
  const update = (PolicyDocument: string) => iam(aws(), 'UpdateAssumeRolePolicy', { RoleName: 'ops', PolicyDocument });
  expect((await update(trust({ Condition: {} }))).status).toBe(200);
  expect((await read()).trust.Statement[0].Condition).toEqual({});
  expect(await update('{')).toMatchObject({ status: 400, code: 'MalformedPolicyDocument' });
  expect(await update(trust({ Sid: 'x'.repeat(2048) }))).toMatchObject({
    status: 409,
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  });
});

test('the permissions boundary is set and removed', async () => {
  await createRole(aws(), 'ops');
  const put = (PermissionsBoundary: string) =>
    iam(aws(), 'PutRolePermissionsBoundary', { RoleName: 'ops', PermissionsBoundary });
  expect((await put(BOUNDARY)).status).toBe(200);
  expect((await put('arn:aws:iam::aws:policy/ReadOnlyAccess')).status).toBe(200);
  expect((await read()).boundary).toBe('arn:aws:iam::aws:policy/ReadOnlyAccess');
  expect(await put(`${BOUNDARY}2`)).toMatchObject({ status: 404, code: 'NoSuchEntity' });
  const remove = () => iam(aws(), 'DeleteRolePermissionsBoundary', { RoleName: 'ops' });
  expect((await remove()).status).toBe(200);
  expect((await read()).boundary).toBeUndefined();
  expect(await remove()).toMatchObject({ status: 404, code: 'NoSuchEntity' });
});

test('roles are listed by path and page by page, without tags and boundaries', async () => {
  await createRole(aws(), 'b', { Path: '/x/', Tags: [{ Key: 'k', Value: 'v' }] });
  await createRole(aws(), 'a', { Path: '/x/', PermissionsBoundary: BOUNDARY });
  await createRole(aws(), 'c');
  const names = ({ result }: Awaited<ReturnType<typeof iam>>) =>
    xmlMembers(result, 'Roles').map((role) => xmlText(role, 'RoleName'));
  expect(names(await iam(aws(), 'ListRoles'))).toEqual(['a', 'b', 'c']);
  const page = await iam(aws(), 'ListRoles', { PathPrefix: '/x/', MaxItems: 1 });
  expect(names(page)).toEqual(['a']);
  expect(xmlText(xmlMembers(page.result, 'Roles')[0], 'PermissionsBoundary', 'PermissionsBoundaryArn')).toBeUndefined();
  expect(names(await iam(aws(), 'ListRoles', { PathPrefix: '/x/', Marker: '1' }))).toEqual(['b']);
});

test('a role is deleted once it has no policies', async () => {
  await createRole(aws(), 'ops');
  const attachment = { RoleName: 'ops', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
  await iam(aws(), 'AttachRolePolicy', attachment);
  await iam(aws(), 'PutRolePolicy', { RoleName: 'ops', PolicyName: 'p', PolicyDocument: allow('s3:*') });
  const remove = () => iam(aws(), 'DeleteRole', { RoleName: 'ops' });
  expect(await remove()).toMatchObject({
    status: 409,
    code: 'DeleteConflict',
    message: 'Cannot delete entity, must detach all policies first.',
  });
  await iam(aws(), 'DetachRolePolicy', attachment);
  expect(await remove()).toMatchObject({
    status: 409,
    code: 'DeleteConflict',
    message: 'Cannot delete entity, must delete policies first.',
  });
  await iam(aws(), 'DeleteRolePolicy', { RoleName: 'ops', PolicyName: 'p' });
  const profiles = await iam(aws(), 'ListInstanceProfilesForRole', { RoleName: 'ops' });
  expect(xmlText(profiles.result, 'IsTruncated')).toBe('false');
  expect((await remove()).status).toBe(200);
  expect(await aws().snapshot()).toEqual({ [ACCOUNT]: { policies: [], providers: [], roles: [] } });
});

test.each([
  'GetRole',
  'DeleteRole',
  'UpdateRole',
  'UpdateRoleDescription',
  'UpdateAssumeRolePolicy',
  'PutRolePermissionsBoundary',
  'DeleteRolePermissionsBoundary',
  'TagRole',
  'UntagRole',
  'ListRoleTags',
  'ListInstanceProfilesForRole',
  'PutRolePolicy',
  'GetRolePolicy',
  'DeleteRolePolicy',
  'ListRolePolicies',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'ListAttachedRolePolicies',
])('%s of a role that does not exist is 404', async (action) => {
  const parameters = {
    RoleName: 'gone',
    PolicyName: 'p',
    PolicyDocument: allow('s3:*'),
    PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    PermissionsBoundary: BOUNDARY,
  };
  expect(await iam(aws(), action, parameters)).toMatchObject({
    status: 404,
    code: 'NoSuchEntity',
    message: 'The role with name gone cannot be found.',
  });
});

test('a snapshot shows roles without ids and dates, documents as objects', async () => {
  await createRole(aws(), 'ops', { Tags: [{ Key: 'team', Value: 'ops' }] });
  await iam(aws(), 'PutRolePolicy', { RoleName: 'ops', PolicyName: 'p', PolicyDocument: allow('s3:*') });
  expect((await aws().snapshot())[ACCOUNT]?.roles).toEqual([
    {
      arn: roleArn('ops'),
      name: 'ops',
      path: '/',
      maxSessionSeconds: 3600,
      trustPolicy: expect.objectContaining({
        Statement: [expect.objectContaining({ Principal: { Federated: PROVIDER_ARN } })],
      }),
      tags: { team: 'ops' },
      inlinePolicies: { p: JSON.parse(allow('s3:*')) },
      attachedPolicies: [],
    },
  ]);
});
