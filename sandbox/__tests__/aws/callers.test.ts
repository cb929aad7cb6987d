import { xmlText } from '../../aws/xml';
import { encode, freshAws, iam, type Signer, send, sessionIn, signature, sts } from './client';

const OTHER_KEY = 'AKIAOTHER00000000000';
const aws = freshAws(() => ({
  accounts: { AKIASANDBOX0EXAMPLE0: '123456789012', [OTHER_KEY]: '210987654321', AKIAOLD: '123456789012' },
  expiredKeys: ['AKIAOLD'],
  deniedActions: { [OTHER_KEY]: ['iam:Create*', 'sts:AssumeRole'] },
}));

function whoAmI(signer: Signer = {}) {
  return sts(aws(), 'GetCallerIdentity', {}, signer);
}

function raw(headers: Record<string, string>) {
  return send(aws().url, encode({ Action: 'ListRoles', Version: '2010-05-08' }), headers);
}

test('the access key decides which account a request is for', async () => {
  const [one, other] = [await whoAmI(), await whoAmI({ accessKeyId: OTHER_KEY })];
  expect(xmlText(one.result, 'Account')).toBe('123456789012');
  expect(xmlText(other.result, 'Account')).toBe('210987654321');
  expect(xmlText(other.result, 'Arn')).toBe('arn:aws:iam::210987654321:user/sandbox');
  expect(xmlText(other.result, 'UserId')).toMatch(/^AIDA[0-9A-F]{17}$/);
});

test('accounts do not see each other', async () => {
  const Url = 'https://token.dynatrace.com';
  await iam(aws(), 'CreateOpenIDConnectProvider', { Url });
  const { '123456789012': one, '210987654321': other } = await aws().snapshot();
  expect(one?.providers).toHaveLength(1);
  expect(other?.providers).toHaveLength(0);
});

test('a request that is not signed is refused', async () => {
  expect(await raw({})).toMatchObject({
    status: 403,
    code: 'MissingAuthenticationToken',
    message: 'Request is missing Authentication Token',
  });
});

test.each([
  [{ authorization: 'Bearer x', 'x-amz-date': '20261124T063000Z' }],
  [{ authorization: signature().replace(/, Signature=.*/, ''), 'x-amz-date': '20261124T063000Z' }],
  [{ authorization: signature() }],
])('an incomplete signature is refused: %j', async (headers: Record<string, string>) => {
  expect(await raw(headers)).toMatchObject({ status: 400, code: 'IncompleteSignature' });
});

test('a signature for another service is refused', async () => {
  expect(await iam(aws(), 'ListRoles', {}, { service: 'sts' })).toMatchObject({
    status: 403,
    code: 'SignatureDoesNotMatch',
  });
});

test.each([
  ['an unknown key', { accessKeyId: 'AKIAUNKNOWN' }],
  ['a name that every object has', { accessKeyId: 'constructor' }],
  ['a region of another partition', { region: 'cn-north-1' }],
  ['a session token that belongs to no session', { sessionToken: 'x' }],
])('%s is refused', async (_what, signer) => {
  expect(await whoAmI(signer)).toMatchObject({
    status: 403,
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  });
});

test('an expired key is refused, also one that expires later', async () => {
  expect(await whoAmI({ accessKeyId: 'AKIAOLD' })).toMatchObject({ status: 403, code: 'ExpiredToken' });
  aws().keys.expired.add(OTHER_KEY);
  expect(await whoAmI({ accessKeyId: OTHER_KEY })).toMatchObject({ status: 403, code: 'ExpiredToken' });
});

test('denied actions are refused and named, others are not', async () => {
  const signer = { accessKeyId: OTHER_KEY };
  expect(await iam(aws(), 'CreateOpenIDConnectProvider', { Url: 'https://x.example.com' }, signer)).toMatchObject({
    status: 403,
    code: 'AccessDenied',
    message:
      'User: arn:aws:iam::210987654321:user/sandbox is not authorized to perform: iam:CreateOpenIDConnectProvider ' +
      'on resource: arn:aws:iam::210987654321:oidc-provider/x.example.com ' +
      'because no identity-based policy allows the iam:CreateOpenIDConnectProvider action',
  });
  expect((await iam(aws(), 'ListRoles', {}, signer)).status).toBe(200);
  aws().keys.denied[OTHER_KEY] = ['iam:ListRoles'];
  expect(await iam(aws(), 'ListRoles', {}, signer)).toMatchObject({ status: 403, code: 'AccessDenied' });
});

test.each([
  ['iam:GetRole', 'GetRole', { RoleName: 'ops' }, 'arn:aws:iam::210987654321:role/ops'],
  ['iam:CreateRole', 'CreateRole', { RoleName: 'ops', Path: '/x/' }, 'arn:aws:iam::210987654321:role/x/ops'],
  ['iam:ListRoles', 'ListRoles', {}, '*'],
  [
    'iam:GetOpenIDConnectProvider',
    'GetOpenIDConnectProvider',
    { OpenIDConnectProviderArn: 'arn:aws:iam::210987654321:oidc-provider/x' },
    'arn:aws:iam::210987654321:oidc-provider/x',
  ],
])('a refusal of %s names the resource', async (denied, action, parameters: Record<string, string>, resource) => {
  aws().keys.denied[OTHER_KEY] = [denied];
  const { message } = await iam(aws(), action, parameters, { accessKeyId: OTHER_KEY });
  expect(message).toContain(` on resource: ${resource} because `);
});

describe('an added account', () => {
  const added = (id: string, options = {}) => aws().addAccount({ id, ...options });

  test('has a key of its own, which no other secret opens', async () => {
    const one = added('111111111111');
    const other = added('222222222222');
    expect(xmlText((await whoAmI(one)).result, 'Account')).toBe('111111111111');
    expect(await whoAmI({ ...one, secretAccessKey: other.secretAccessKey })).toMatchObject({ status: 403 });
    expect(Object.keys(await aws().snapshot())).toEqual(expect.arrayContaining(['111111111111', '222222222222']));
  });

  test('can have a role that users of the first account assume', async () => {
    const { roleArn = '' } = added('111111111111', { role: 'deploy' });
    const parameters = { RoleArn: roleArn, RoleSessionName: 'run' };
    const session = sessionIn((await sts(aws(), 'AssumeRole', parameters)).result);
    expect(xmlText((await whoAmI(session)).result, 'Arn')).toBe('arn:aws:sts::111111111111:assumed-role/deploy/run');
    const Url = 'https://token.dynatrace.com';
    expect((await iam(aws(), 'CreateOpenIDConnectProvider', { Url }, session)).status).toBe(200);
    expect((await aws().snapshot())['111111111111']?.providers).toHaveLength(1);
    expect(await sts(aws(), 'AssumeRole', parameters, { accessKeyId: OTHER_KEY })).toMatchObject({ status: 403 });
  });

  test('needs an id of twelve digits', () => {
    expect(() => added('1')).toThrow('an account id has twelve digits, got "1"');
  });
});
