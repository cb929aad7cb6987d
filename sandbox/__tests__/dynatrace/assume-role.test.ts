import { type SandboxRequest, type SandboxServer, serve } from '../../server';
import { call, create, ENHANCED, enhancedValue, messages, PLATFORM, ROLE_ARN, start, stopAll } from './support';

let sts: SandboxServer;
let requests: SandboxRequest[];
let denied: boolean;

beforeEach(async () => {
  requests = [];
  denied = false;
  sts = await serve((request) => {
    requests.push(request);
    if (!denied) return { status: 200, body: '<AssumeRoleWithWebIdentityResponse/>' };
    const error = '<Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message>';
    return { status: 403, body: `<ErrorResponse><Error>${error}</Error><RequestId>42</RequestId></ErrorResponse>` };
  });
});

afterEach(async () => {
  await stopAll();
  await sts.close();
});

async function connection() {
  const sandbox = await start({ behaviour: { stsUrl: sts.url } });
  const { objectId } = sandbox.addObject(ENHANCED, enhancedValue('ops'), { owner: sandbox.admin.user });
  const path = `${PLATFORM}/objects/${objectId}`;
  const update = (value: unknown, query = '') => call(sandbox, 'PUT', path + query, { json: { value } });
  const roleArn = () =>
    sandbox.tenant.objects.map(({ value }) => (value as ReturnType<typeof enhancedValue>).awsWebIdentity.roleArn)[0];
  return { sandbox, objectId, update, roleArn };
}

describe('role ARN of an enhanced connection', () => {
  it('is kept once STS lets Dynatrace assume the role', async () => {
    // given
    const { sandbox, objectId, update, roleArn } = await connection();

    // when
    const { status } = await update(enhancedValue('ops', ROLE_ARN));

    // then
    const form = new URLSearchParams(requests[0]?.body.toString());
    const claims = JSON.parse(Buffer.from(form.get('WebIdentityToken')?.split('.')[1] ?? '', 'base64url').toString());
    expect(status).toBe(200);
    expect(roleArn()).toBe(ROLE_ARN);
    expect(requests).toHaveLength(1);
    expect(Object.fromEntries(form)).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: ROLE_ARN,
      RoleSessionName: expect.any(String),
    });
    expect(claims).toMatchObject({ sub: `dt:connection-id/${objectId}`, aud: sandbox.audience });
  });

  it('is refused with the text of STS while the role cannot be assumed', async () => {
    // given
    const { update, roleArn } = await connection();
    denied = true;

    // when
    const answer = await update(enhancedValue('ops', ROLE_ARN));

    // then
    expect(answer.status).toBe(400);
    expect(messages(answer)).toEqual([
      `${ENHANCED}/0/awsWebIdentity/roleArn: Unable to assume role with web identity. (AccessDenied) Not authorized to ` +
        'perform sts:AssumeRoleWithWebIdentity (Service: Sts, Status Code: 403, Request ID: 42) ' +
        '(SDK Attempt Count: 1), RequestId 42',
    ]);
    expect(roleArn()).toBe('');
  });

  it.each([
    [true, 400, 1],
    [false, 200, 0],
  ])('is checked on a dry run: %s', async (validateOnlyAssumesRole, status, calls) => {
    const { sandbox, update, roleArn } = await connection();
    sandbox.behaviour.validateOnlyAssumesRole = validateOnlyAssumesRole;
    denied = true;
    expect((await update(enhancedValue('ops', ROLE_ARN), '?validateOnly=true')).status).toBe(status);
    expect([requests.length, roleArn()]).toEqual([calls, '']);
  });

  it('leaves nothing but the name to change afterwards', async () => {
    // given
    const { update } = await connection();
    await update(enhancedValue('ops', ROLE_ARN));
    const immutable = [
      `${ENHANCED}/0/awsWebIdentity/roleArn: The connection is immutable once its role ARN is set: only its name can change.`,
    ];

    // then
    expect((await update(enhancedValue('renamed', ROLE_ARN))).status).toBe(200);
    expect(messages(await update(enhancedValue('renamed', `${ROLE_ARN}2`)))).toEqual(immutable);
    expect(messages(await update(enhancedValue('renamed')))).toEqual(immutable);
    const others = { roleArn: ROLE_ARN, consumers: [] };
    expect(messages(await update({ ...enhancedValue('renamed'), awsWebIdentity: others }))).toEqual(immutable);
    const otherType = { name: 'ops', type: 'awsRoleBasedAuthentication', awsRoleBasedAuthentication: others };
    expect(messages(await update(otherType))).toEqual([`${ENHANCED}/0/type: Property 'type' must not be modified`]);
  });

  it('is denied where there is no STS, or none that answers', async () => {
    const { sandbox, update } = await connection();
    sandbox.behaviour.stsUrl = undefined;
    expect(messages(await update(enhancedValue('ops', ROLE_ARN)))[0]).toContain('(AccessDenied) Not authorized');
    sandbox.behaviour.stsUrl = 'http://127.0.0.1:1';
    expect(messages(await update(enhancedValue('ops', ROLE_ARN)))[0]).toContain('Unable to execute HTTP request');
  });

  it('can be checked by the test itself', async () => {
    const { sandbox, update } = await connection();
    sandbox.behaviour.assumeRole = async (roleArn) => ({ denied: `no ${roleArn}` });
    expect(messages(await update(enhancedValue('ops', ROLE_ARN)))[0]).toContain(`no ${ROLE_ARN}`);
    expect(requests).toEqual([]);
  });

  it('of a role-based connection is always denied', async () => {
    const { sandbox } = await connection();
    const awsRoleBasedAuthentication = { roleArn: ROLE_ARN, consumers: ['SVC:com.dynatrace.da'] };
    const value = { name: 'monitoring', type: 'awsRoleBasedAuthentication', awsRoleBasedAuthentication };
    expect(messages(await create(sandbox, ENHANCED, value))[0]).toContain('(AccessDenied)');
  });
});

it('is lost when somebody deletes the connection during the check', async () => {
  const { sandbox, update } = await connection();
  sandbox.behaviour.assumeRole = async () => {
    sandbox.removeObjects(() => true);
    return { ok: true };
  };
  expect((await update(enhancedValue('ops', ROLE_ARN))).status).toBe(404);
});

it('needs a user, which an API token is not', async () => {
  const sandbox = await start();
  const answer = await create(sandbox, ENHANCED, enhancedValue('ops'), { token: sandbox.apiToken });
  expect(answer.status).toBe(400);
  expect(answer.body[0].error.message).toBe('No OAuth token provided');
  expect(messages(answer)[0]).toContain('Could not do validation as request was not done using oAuth.');
});
