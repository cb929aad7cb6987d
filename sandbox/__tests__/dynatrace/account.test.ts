import { type Answer, call, requestToken, start, stopAll } from './support';

afterEach(stopAll);

const ALL = 'account-idm-read account-idm-write account-env-read';

async function account(scope = ALL) {
  const sandbox = await start();
  const { uuid } = sandbox.tenant.account;
  const token = (await requestToken(sandbox, { scope, resource: `urn:dtaccount:${uuid}` })).body.access_token;
  const ask = (method: string, path: string, json?: unknown): Promise<Answer> =>
    call(sandbox, method, `/iam/v1/accounts/${uuid}${path}`, { json, token });
  return { sandbox, uuid, token, ask };
}

describe('account API', () => {
  it('wants an OAuth token with the account as its resource', async () => {
    // given
    const { sandbox, uuid, token } = await account();
    const plain = (await requestToken(sandbox, { scope: ALL })).body.access_token;
    const status = async (credential: string) =>
      (await call(sandbox, 'GET', `/iam/v1/accounts/${uuid}/groups`, { token: credential })).status;

    // then
    expect(await status(token)).toBe(200);
    expect(await status(plain)).toBe(403);
    expect(await status(sandbox.admin.platformToken)).toBe(401);
  });

  it('enforces its scopes without naming them', async () => {
    const { ask } = await account('account-idm-read');
    const answer = await ask('POST', '/groups', [{ name: 'x' }]);
    expect([answer.status, answer.body]).toEqual([403, { code: 403, message: 'User not authorized', errorsMap: {} }]);
    expect((await ask('GET', '/groups')).status).toBe(200);
  });

  it('knows no other account', async () => {
    const { sandbox, token } = await account();
    expect((await call(sandbox, 'GET', '/iam/v1/accounts/other/groups', { token })).status).toBe(404);
  });

  it('lists the environments', async () => {
    const { sandbox, uuid, token } = await account();
    const { body } = await call(sandbox, 'GET', `/env/v2/accounts/${uuid}/environments`, { token });
    expect(body.data).toEqual([{ id: sandbox.tenant.id, name: sandbox.tenant.id, url: sandbox.url, active: true }]);
  });
});

describe('groups', () => {
  it('are created, listed, changed and deleted', async () => {
    // given
    const { ask } = await account();

    // when
    const created = await ask('POST', '/groups', [{ name: 'operators', description: 'made by a test' }]);
    const [{ uuid }] = created.body;
    const changed = await ask('PUT', `/groups/${uuid}`, { name: 'ops', description: '' });
    const listed = await ask('GET', '/groups');
    const deleted = await ask('DELETE', `/groups/${uuid}`);

    // then
    expect(created.status).toBe(201);
    expect(created.body).toEqual([
      expect.objectContaining({ name: 'operators', description: 'made by a test', owner: 'LOCAL' }),
    ]);
    expect([changed.status, deleted.status]).toEqual([200, 200]);
    expect(listed.body).toMatchObject({ count: 1, items: [{ uuid, name: 'ops' }] });
    expect((await ask('DELETE', `/groups/${uuid}`)).status).toBe(404);
  });

  it('need a name that is free, and no long description', async () => {
    const { sandbox, ask } = await account();
    sandbox.addGroup({ name: 'taken' });
    expect((await ask('POST', '/groups', [{ name: 'taken' }])).body.message).toBe('Group taken already exists');
    expect((await ask('POST', '/groups', [{}])).status).toBe(400);
    expect((await ask('POST', '/groups', { name: 'x' })).status).toBe(400);
    expect((await ask('POST', '/groups', [{ name: 'x', description: 'x'.repeat(256) }])).status).toBe(400);
  });

  it('of a directory elsewhere stay', async () => {
    const { sandbox, ask } = await account();
    const { uuid } = sandbox.addGroup({ name: 'synced', owner: 'SCIM' });
    expect((await ask('DELETE', `/groups/${uuid}`)).status).toBe(400);
  });
});

describe('membership', () => {
  it('is added to, replaced and taken away', async () => {
    // given
    const { sandbox, ask } = await account();
    const { email, uuid } = sandbox.addUser({ email: 'user@example.com' }).user;
    const [a, b] = [sandbox.addGroup({ name: 'a' }), sandbox.addGroup({ name: 'b' })];
    const groups = async () =>
      (await ask('GET', `/users/${email}`)).body.groups.map(({ groupName }: { groupName: string }) => groupName);

    // then
    expect((await ask('POST', `/users/${email}`, [a.uuid])).status).toBe(201);
    expect((await ask('POST', `/users/${email}`, [b.uuid])).status).toBe(201);
    expect(await groups()).toEqual(['a', 'b']);
    expect((await ask('PUT', `/users/${email}/groups`, [b.uuid])).status).toBe(200);
    expect(await groups()).toEqual(['b']);
    expect((await ask('GET', `/groups/${b.uuid}/users`)).body).toMatchObject({
      count: 1,
      items: [{ uid: uuid, email }],
    });
    expect((await ask('DELETE', `/users/${email}/groups?group-uuid=${b.uuid}`)).status).toBe(200);
    expect(await groups()).toEqual([]);
  });

  it('needs users and groups that exist', async () => {
    const { sandbox, ask } = await account();
    const { email } = sandbox.admin.user;
    expect((await ask('GET', '/users/nobody@example.com')).status).toBe(404);
    expect((await ask('POST', `/users/${email}`, ['none'])).status).toBe(404);
    expect((await ask('POST', `/users/${email}`, {})).status).toBe(400);
    expect((await ask('DELETE', `/users/${email}/groups`)).status).toBe(400);
  });
});

describe('service users', () => {
  it('are created, listed, changed and deleted', async () => {
    // given
    const { sandbox, ask } = await account();

    // when
    const created = await ask('POST', '/service-users', { name: 'workflows', description: 'runs workflows' });
    const { uid, email, groupUuid } = created.body;
    const changed = await ask('PUT', `/service-users/${uid}`, { name: 'renamed' });

    // then
    expect(created.status).toBe(201);
    expect(email).toMatch(/@service\.sso\.dynatrace\.com$/);
    expect(changed.status).toBe(200);
    expect((await ask('GET', `/service-users/${uid}`)).body).toMatchObject({
      name: 'renamed',
      description: '',
      groupUuid,
    });
    expect((await ask('GET', '/service-users')).body).toMatchObject({ totalCount: 1, results: [{ uid, email }] });
    expect((await ask('GET', '/users')).body.count).toBe(1);
    expect((await ask('GET', '/users?service-users=true')).body.count).toBe(2);
    expect((await ask('GET', '/groups')).body.count).toBe(0);
    expect((await ask('DELETE', `/service-users/${uid}`)).status).toBe(200);
    expect((await ask('GET', `/service-users/${uid}`)).status).toBe(404);
    expect(sandbox.tenant.account.groups).toEqual([]);
  });

  it('come page by page', async () => {
    const { ask } = await account();
    for (const name of ['a', 'b', 'c']) await ask('POST', '/service-users', { name });
    const first = (await ask('GET', '/service-users?page-size=2')).body;
    const second = (await ask('GET', `/service-users?page-size=2&page-key=${first.nextPageKey}`)).body;
    expect([first.results.length, second.results.length, second.nextPageKey]).toEqual([2, 1, undefined]);
  });

  it('are not found among people, and need a name', async () => {
    const { sandbox, ask } = await account();
    expect((await ask('GET', `/service-users/${sandbox.admin.user.uuid}`)).status).toBe(404);
    expect((await ask('POST', '/service-users', {})).status).toBe(400);
  });
});
