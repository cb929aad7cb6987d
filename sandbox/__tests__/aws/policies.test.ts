import { findXml, xmlMembers, xmlText } from '../../aws/xml';
import { ACCOUNT, allow, createRole, freshAws, iam, type Parameters } from './client';

const aws = freshAws();
const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/team/reader`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

function create(parameters: Parameters = {}) {
  const request = { PolicyName: 'reader', Path: '/team/', PolicyDocument: allow('s3:Get*'), ...parameters };
  return iam(aws(), 'CreatePolicy', request);
}

const on = (action: string, parameters: Parameters = {}) => iam(aws(), action, { PolicyArn, ...parameters });

test('a policy is created, read, listed and deleted', async () => {
  const created = await create({ Description: 'reads', Tags: [{ Key: 'team', Value: 'ops' }] });
  expect(xmlText(created.result, 'Policy', 'Arn')).toBe(PolicyArn);

  const { result } = await on('GetPolicy');
  expect(xmlText(result, 'Policy', 'Description')).toBe('reads');
  expect(xmlText(result, 'Policy', 'PolicyId')).toMatch(/^ANPA[A-Z2-7]{17}$/);
  expect(xmlText(result, 'Policy', 'AttachmentCount')).toBe('0');
  const version = await on('GetPolicyVersion', { VersionId: 'v1' });
  expect(decodeURIComponent(xmlText(version.result, 'PolicyVersion', 'Document') ?? '')).toBe(allow('s3:Get*'));
  const listed = await iam(aws(), 'ListPolicies', { Scope: 'Local' });
  expect(xmlMembers(listed.result, 'Policies').map((policy) => xmlText(policy, 'Arn'))).toEqual([PolicyArn]);
  expect((await aws().snapshot())[ACCOUNT]?.policies).toMatchObject([{ arn: PolicyArn, tags: { team: 'ops' } }]);

  expect((await on('DeletePolicy')).status).toBe(200);
  expect(await on('GetPolicy')).toMatchObject({ status: 404, code: 'NoSuchEntity' });
});

test.each([
  [{}, 409, 'EntityAlreadyExists'],
  [{ PolicyName: 'READER', Path: '/' }, 409, 'EntityAlreadyExists'],
  [{ PolicyName: 'a b' }, 400, 'ValidationError'],
  [{ PolicyName: 'other', PolicyDocument: '{}' }, 400, 'MalformedPolicyDocument'],
  [{ PolicyName: 'other', PolicyDocument: allow(Array(600).fill('s3:GetObject')) }, 409, 'LimitExceeded'],
])('another one is refused: %j', async (parameters, status, code) => {
  await create();
  expect(await create(parameters)).toMatchObject({ status, code });
});

test('a policy has at most five versions, one of which counts', async () => {
  await create();
  for (const action of ['s3:A', 's3:B', 's3:C']) await on('CreatePolicyVersion', { PolicyDocument: allow(action) });
  const fifth = { PolicyDocument: allow('s3:D'), SetAsDefault: 'true' };
  expect(xmlText((await on('CreatePolicyVersion', fifth)).result, 'PolicyVersion', 'VersionId')).toBe('v5');
  expect(await on('CreatePolicyVersion', fifth)).toMatchObject({ status: 409, code: 'LimitExceeded' });

  const { result } = await on('ListPolicyVersions');
  const versions = xmlMembers(result, 'Versions').map((one) => [
    xmlText(one, 'VersionId'),
    xmlText(one, 'IsDefaultVersion'),
  ]);
  expect(versions).toEqual([['v5', 'true'], ...['v4', 'v3', 'v2', 'v1'].map((id) => [id, 'false'])]);
  expect(await on('DeletePolicyVersion', { VersionId: 'v5' })).toMatchObject({ status: 409, code: 'DeleteConflict' });
  expect(await on('DeletePolicyVersion', { VersionId: 'v9' })).toMatchObject({ status: 404, code: 'NoSuchEntity' });
  expect(await on('DeletePolicy')).toMatchObject({ status: 409, code: 'DeleteConflict' });
  await on('SetDefaultPolicyVersion', { VersionId: 'v1' });
  for (const VersionId of ['v2', 'v3', 'v4', 'v5']) await on('DeletePolicyVersion', { VersionId });
  expect((await on('DeletePolicy')).status).toBe(200);
});

test('a policy that is attached, or is a boundary, tells where and stays', async () => {
  await create();
  await createRole(aws(), 'ops');
  await createRole(aws(), 'bounded', { PermissionsBoundary: PolicyArn });
  const attach = () => iam(aws(), 'AttachRolePolicy', { RoleName: 'ops', PolicyArn });
  expect((await attach()).status).toBe(200);

  const roles = async (parameters: Parameters) => {
    const { result } = await on('ListEntitiesForPolicy', parameters);
    return xmlMembers(result, 'PolicyRoles').map((role) => xmlText(role, 'RoleName'));
  };
  expect(await roles({})).toEqual(['ops']);
  expect(await roles({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['bounded']);
  expect(xmlText((await on('GetPolicy')).result, 'Policy', 'PermissionsBoundaryUsageCount')).toBe('1');
  expect(await on('DeletePolicy')).toMatchObject({
    status: 409,
    code: 'DeleteConflict',
    message: 'Cannot delete a policy attached to entities.',
  });
});

test('tags of a policy are added, listed and removed', async () => {
  await create();
  await on('TagPolicy', { Tags: [{ Key: 'team', Value: 'ops' }] });
  expect(xmlMembers((await on('ListPolicyTags')).result, 'Tags').map((tag) => xmlText(tag, 'Key'))).toEqual(['team']);
  await on('UntagPolicy', { TagKeys: ['team'] });
  expect(xmlMembers((await on('ListPolicyTags')).result, 'Tags')).toEqual([]);
});

test("AWS's own policies are known by name, and by content where it is known", async () => {
  const read = (arn: string, action = 'GetPolicy') => iam(aws(), action, { PolicyArn: arn, VersionId: 'v1' });
  const lambda = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  expect(xmlText((await read(lambda)).result, 'Policy', 'Path')).toBe('/service-role/');
  expect(await read(lambda, 'GetPolicyVersion')).toMatchObject({ status: 501, code: 'NotImplemented' });
  const { result } = await read(ADMINISTRATOR, 'GetPolicyVersion');
  expect(findXml(result, 'PolicyVersion', 'Document')?.text).toContain('%22Action%22%3A%22*%22');
  expect(await read('arn:aws:iam::aws:policy/Imaginary')).toMatchObject({ status: 404, code: 'NoSuchEntity' });
});

test('a policy of AWS that does not exist cannot be attached', async () => {
  await createRole(aws(), 'ops');
  const arn = 'arn:aws:iam::aws:policy/Imaginary';
  expect(await iam(aws(), 'AttachRolePolicy', { RoleName: 'ops', PolicyArn: arn })).toMatchObject({
    status: 404,
    code: 'NoSuchEntity',
    message: `Policy ${arn} does not exist or is not attachable.`,
  });
});
