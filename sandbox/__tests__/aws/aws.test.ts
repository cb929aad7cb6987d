import { startAws } from '../../aws/aws';
import { createRole, encode, freshAws, iam, send, signedHeaders, sts } from './client';

const aws = freshAws();

test.each([
  ['CreateUser', '2010-05-08'],
  ['constructor', '2010-05-08'],
  ['GetSessionToken', '2011-06-15'],
  ['ListRoles', '2011-06-15'],
  ['ListRoles', '2020-01-01'],
  ['', ''],
])('action %p of version %p does not exist', async (Action, Version) => {
  const service = Version === '2011-06-15' ? 'sts' : 'iam';
  const body = encode({ Action, Version });
  expect(await send(aws().url, body, signedHeaders(aws(), body, { service }))).toMatchObject({
    status: 400,
    code: 'InvalidAction',
    message: `Could not find operation ${Action} for version ${Version}`,
  });
});

test('answers are XML in the name space of their service, with a request id', async () => {
  const body = encode({ Action: 'ListRoles', Version: '2010-05-08' });
  const headers = signedHeaders(aws(), body);
  const response = await fetch(aws().url, { method: 'POST', body, headers });
  expect(response.headers.get('content-type')).toBe('text/xml');
  const id = response.headers.get('x-amzn-requestid');
  const text = await response.text();
  expect(text).toMatch(/^<ListRolesResponse xmlns="https:\/\/iam.amazonaws.com\/doc\/2010-05-08\/"><ListRolesResult>/);
  expect(text).toContain(`<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata>`);
  const other = await fetch(aws().url, { method: 'POST', body: encode({ Action: 'X', Version: '2011-06-15' }) });
  expect(await other.text()).toContain('<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
});

test('an action that has no result answers without one', async () => {
  await createRole(aws(), 'ops');
  const { result } = await iam(aws(), 'DeleteRole', { RoleName: 'ops' });
  expect(result.children.map(({ name }) => name)).toEqual(['ResponseMetadata']);
});

test('calls are recorded with their account and status', async () => {
  await sts(aws(), 'GetCallerIdentity');
  await iam(aws(), 'GetRole', { RoleName: 'gone' });
  await iam(aws(), 'GetRole', { RoleName: 'gone' }, { accessKeyId: 'AKIAUNKNOWN' });
  expect(aws().calls).toEqual([
    { action: 'sts:GetCallerIdentity', accountId: '123456789012', status: 200 },
    { action: 'iam:GetRole', accountId: '123456789012', status: 404 },
    { action: 'iam:GetRole', status: 403 },
  ]);
});

test('an action fails as often as it is told to', async () => {
  aws().failNext('iam:CreateRole', { code: 'Throttling', status: 400, message: 'Rate exceeded' }, 2);
  aws().failNext('iam:CreateRole', { code: 'ServiceFailure', status: 500, message: 'later' });
  expect((await iam(aws(), 'ListRoles')).status).toBe(200);
  expect(await createRole(aws(), 'ops')).toMatchObject({ status: 400, code: 'Throttling', message: 'Rate exceeded' });
  expect(await createRole(aws(), 'ops')).toMatchObject({ code: 'Throttling' });
  expect(await createRole(aws(), 'ops')).toMatchObject({ status: 500, code: 'ServiceFailure' });
  expect((await createRole(aws(), 'ops')).status).toBe(200);
});

test('the connection breaks where a fault says so', async () => {
  aws().faults.add({ path: /^\/$/, reset: 'after' });
  await expect(createRole(aws(), 'ops')).rejects.toThrow();
  expect(await createRole(aws(), 'ops')).toMatchObject({ status: 409, code: 'EntityAlreadyExists' });
});

test('an IAM that is elsewhere cannot lag', async () => {
  const iamElsewhere = { url: 'http://127.0.0.1:9' };
  await expect(startAws({ iam: iamElsewhere, propagationSeconds: 1 })).rejects.toThrow(RangeError);
  const remote = await startAws({ iam: iamElsewhere });
  expect(() => {
    remote.propagationSeconds = 5;
  }).toThrow('only the embedded IAM can lag behind its writes');
  await remote.close();
});
