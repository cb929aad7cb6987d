import { SANDBOX_ACCOUNT_ID } from '../../aws/accounts';
import { type AwsSandbox, startAws } from '../../aws/aws';
import { type SandboxServer, serve } from '../../server';
import { AUDIENCE, allow, assumeWithToken, createRole, ISSUER, iam, PROVIDER_ARN, roleArn, trust } from './client';
import { startIssuer, type TestIssuer } from './issuer';

/** What keeps the IAM state; the key `sandbox` is the one that the remote reader signs with. */
let keeper: AwsSandbox;
/** Stands before the keeper to record from which account the requests come. */
let gate: SandboxServer;
let accounts: unknown[];
let aws: AwsSandbox;
let issuer: TestIssuer;

beforeEach(async () => {
  issuer = await startIssuer();
  const keys = { AKIASANDBOX0EXAMPLE0: SANDBOX_ACCOUNT_ID, sandbox: SANDBOX_ACCOUNT_ID };
  keeper = await startAws({ accounts: keys, verifySignatures: false });
  accounts = [];
  gate = await serve(async ({ headers, body }) => {
    accounts.push(headers['x-moto-account-id']);
    const { authorization = '', 'x-amz-date': date = '20261124T063000Z' } = headers;
    const response = await fetch(keeper.url, {
      method: 'POST',
      headers: {
        authorization,
        'x-amz-date': String(date),
        'content-type': headers['content-type'] ?? '',
      },
      body,
    });
    return { status: response.status, body: await response.text() };
  });
  aws = await startAws({ iam: { url: gate.url }, jwksUrls: { [ISSUER]: issuer.url } });
});

afterEach(() => Promise.all([aws, gate, keeper, issuer].map((server) => server.close())));

async function connect(): Promise<void> {
  await iam(aws, 'CreateOpenIDConnectProvider', {
    Url: ISSUER,
    ClientIDList: [AUDIENCE],
    Tags: [{ Key: 'team', Value: 'ops' }],
  });
  await createRole(aws, 'ops', { Description: 'a <role>', Tags: [{ Key: 'team', Value: 'ops' }] });
}

test('actions of IAM are carried out there, errors included', async () => {
  await connect();
  expect((await keeper.snapshot())[SANDBOX_ACCOUNT_ID]?.providers.map(({ arn }) => arn)).toEqual([PROVIDER_ARN]);
  expect(await createRole(aws, 'ops')).toMatchObject({ status: 409, code: 'EntityAlreadyExists' });
  expect(new Set(accounts)).toEqual(new Set([SANDBOX_ACCOUNT_ID]));
});

test('client ids are changed there, where a provider cannot be changed, by another provider in its place', async () => {
  await connect();
  const change = (action: string, ClientID: string, OpenIDConnectProviderArn = PROVIDER_ARN) =>
    iam(aws, action, { ClientID, OpenIDConnectProviderArn });
  const before = (await keeper.snapshot())[SANDBOX_ACCOUNT_ID]?.providers[0];
  expect((await change('AddClientIDToOpenIDConnectProvider', 'b')).status).toBe(200);
  expect((await change('AddClientIDToOpenIDConnectProvider', 'b')).status).toBe(200);
  expect((await change('RemoveClientIDFromOpenIDConnectProvider', AUDIENCE)).status).toBe(200);
  expect((await keeper.snapshot())[SANDBOX_ACCOUNT_ID]?.providers).toEqual([{ ...before, clientIds: ['b'] }]);
  expect(keeper.calls.filter(({ action }) => action.includes('ClientID'))).toEqual([]);
  expect(await change('AddClientIDToOpenIDConnectProvider', 'b', `${PROVIDER_ARN}/x`)).toMatchObject({
    status: 404,
    code: 'NoSuchEntity',
  });
});

test('a failure there is final for the client, which would repeat the request', async () => {
  gate.faults.add({ path: /./, status: 500, body: '<html>' });
  expect(await createRole(aws, 'ops')).toMatchObject({
    status: 400,
    code: 'NotImplemented',
    message: `${gate.url} failed at CreateRole`,
  });
});

test('denied actions do not get there', async () => {
  aws.keys.denied.AKIASANDBOX0EXAMPLE0 = ['iam:*'];
  expect(await createRole(aws, 'ops')).toMatchObject({ status: 403, code: 'AccessDenied' });
  expect(accounts).toEqual([]);
});

test('STS checks tokens against what is there', async () => {
  await connect();
  const assume = (parameters = {}) => assumeWithToken(aws, { WebIdentityToken: issuer.token(), ...parameters });
  expect((await assume()).status).toBe(200);
  expect(await assume({ WebIdentityToken: issuer.token({ sub: 'other' }) })).toMatchObject({ code: 'AccessDenied' });
  expect(await assume({ RoleArn: roleArn('gone') })).toMatchObject({ code: 'AccessDenied' });
  expect(await assume({ DurationSeconds: 7200 })).toMatchObject({ code: 'ValidationError' });
  await iam(aws, 'UpdateAssumeRolePolicy', { RoleName: 'ops', PolicyDocument: trust({ Effect: 'Deny' }) });
  expect(await assume()).toMatchObject({ code: 'AccessDenied' });
  await iam(aws, 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: PROVIDER_ARN });
  expect(await assume()).toMatchObject({ code: 'InvalidIdentityToken' });
});

test('a snapshot shows what is there, whatever the number of roles', async () => {
  await connect();
  const policy = { RoleName: 'ops', PolicyName: 'p', PolicyDocument: allow('account:ListRegions') };
  await iam(aws, 'PutRolePolicy', policy);
  await iam(aws, 'AttachRolePolicy', { RoleName: 'ops', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  await iam(aws, 'PutRolePermissionsBoundary', {
    RoleName: 'ops',
    PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
  });
  for (let index = 0; index < 100; index += 1) await createRole(keeper, `role${index}`);
  const snapshot = await aws.snapshot();
  expect(snapshot[SANDBOX_ACCOUNT_ID]?.roles).toHaveLength(101);
  expect(snapshot).toEqual(await keeper.snapshot());
});

test('an answer that is neither a success nor "no such entity" is an error', async () => {
  await connect();
  gate.faults.add({ path: /./, status: 500, body: 'out of order' });
  const response = await fetch(aws.url, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: roleArn('ops'),
      RoleSessionName: 'session',
      WebIdentityToken: issuer.token(),
    }),
  });
  expect(response.status).toBe(500);
  expect(await response.text()).toMatch(/GetOpenIDConnectProvider at .* answered 500: out of order/);
});
