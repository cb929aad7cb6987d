import {
  call,
  create,
  ENHANCED,
  enhancedValue,
  HOSTS,
  hostsValue,
  LEGACY,
  legacyValue,
  PLATFORM,
  start,
  stopAll,
} from './support';

afterEach(stopAll);

async function shared() {
  const sandbox = await start();
  const other = sandbox.addUser({ email: 'other@example.com' });
  const { objectId } = sandbox.addObject(ENHANCED, enhancedValue('ops'), { owner: sandbox.admin.user });
  const path = `${PLATFORM}/objects/${objectId}`;
  const post = (accessor: object, permissions: unknown = ['r'], token?: string) =>
    call(sandbox, 'POST', `${path}/permissions`, { json: { accessor, permissions }, token });
  const put = (who: string, permissions: unknown) =>
    call(sandbox, 'PUT', `${path}/permissions/${who}`, { json: { permissions } });
  const read = async (token: string) => (await call(sandbox, 'GET', path, { token })).status;
  const write = async (token: string) =>
    (await call(sandbox, 'PUT', path, { json: { value: enhancedValue('new') }, token })).status;
  return { sandbox, other, path, post, put, read, write };
}

describe('sharing', () => {
  it('opens an object to a user, for reading and then for writing', async () => {
    // given
    const { sandbox, other, path, post, put, read, write } = await shared();
    const accessor = { type: 'user', id: other.user.uuid };
    const token = other.platformToken;
    expect(await read(token)).toBe(404);

    // when
    const added = await post(accessor);
    const readable = [await read(token), await write(token)];
    const changed = await put(`user/${other.user.uuid}`, ['r', 'w']);
    const writable = await write(token);

    // then
    expect([added.status, added.body]).toEqual([201, { accessor, permissions: ['r'] }]);
    expect(readable).toEqual([200, 403]);
    expect([changed.status, changed.body]).toEqual([200, '']);
    expect(writable).toBe(200);
    const entry = await call(sandbox, 'GET', `${path}/permissions/user/${other.user.uuid}`);
    expect(entry.body).toEqual({ accessor, permissions: ['r', 'w'] });
    expect((await call(sandbox, 'GET', `${path}/permissions`)).body).toEqual({
      accessors: [{ accessor, permissions: ['r', 'w'] }],
    });
  });

  it('opens an object to the members of a group', async () => {
    // given
    const { sandbox, other, post, read } = await shared();
    const group = sandbox.addGroup({ name: 'operators' });

    // when
    await post({ type: 'group', id: group.uuid });

    // then
    expect(await read(other.platformToken)).toBe(404);
    group.members.push(other.user.uuid);
    expect(await read(other.platformToken)).toBe(200);
  });

  it('opens an object to all users and closes it again', async () => {
    // given
    const { sandbox, other, path, post, put, read } = await shared();
    const all = `${path}/permissions/all-users`;

    // when
    const missing = [(await put('all-users', ['r'])).status, (await call(sandbox, 'GET', all)).status];
    const added = await post({ type: 'all-users' });
    const entry = await call(sandbox, 'GET', all);
    const open = await read(other.platformToken);
    const removed = await call(sandbox, 'DELETE', all);

    // then
    expect(missing).toEqual([404, 404]);
    expect(added.status).toBe(201);
    expect(entry.body).toEqual({ accessor: { type: 'all-users' }, permissions: ['r'] });
    expect(open).toBe(200);
    expect([removed.status, removed.body]).toEqual([204, '']);
    expect(await read(other.platformToken)).toBe(404);
    expect((await call(sandbox, 'DELETE', all)).status).toBe(404);
  });

  it('refuses a second entry, an unknown accessor, the owner, and other permissions', async () => {
    const { sandbox, other, post, put } = await shared();
    const accessor = { type: 'user', id: other.user.uuid };
    await post(accessor);
    expect((await post(accessor)).status).toBe(400);
    expect((await post({ type: 'user', id: 'nobody' })).body.error.message).toBe("Unknown accessor: user 'nobody'");
    expect((await post({ type: 'group', id: other.user.uuid })).status).toBe(400);
    expect((await post({ type: 'robot', id: 'x' })).status).toBe(400);
    expect((await post([])).status).toBe(400);
    expect((await post({ type: 'user', id: sandbox.admin.user.uuid })).status).toBe(400);
    for (const permissions of [[], ['w'], ['r', 'x'], 'r', undefined]) {
      expect((await put(`user/${other.user.uuid}`, permissions)).status).toBe(400);
    }
    expect((await put('user/nobody', ['r'])).status).toBe(404);
  });

  it('is for those who may write the object', async () => {
    const { other, post } = await shared();
    await post({ type: 'user', id: other.user.uuid });
    expect((await post({ type: 'all-users' }, ['r'], other.platformToken)).status).toBe(403);
  });

  it('does not exist for schemas and objects without owners', async () => {
    // given
    const sandbox = await start();
    const { objectId } = sandbox.addObject(HOSTS, hostsValue([]));
    const open = await create(sandbox, LEGACY, legacyValue('open'), { token: sandbox.apiToken });
    const status = async (id: string) => (await call(sandbox, 'GET', `${PLATFORM}/objects/${id}/permissions`)).status;

    // then
    expect(await status(objectId)).toBe(400);
    expect(await status(open.body[0].objectId)).toBe(400);
    expect(await status('none')).toBe(404);
  });
});

describe('ownership', () => {
  it('passes to another user, and the old owner loses access', async () => {
    // given
    const { sandbox, other, path, post, read } = await shared();
    await post({ type: 'user', id: other.user.uuid });
    const newOwner = { type: 'user', id: other.user.uuid };

    // when
    const answer = await call(sandbox, 'POST', `${path}:transfer-ownership`, { json: { newOwner } });

    // then
    expect(answer.status).toBe(204);
    expect(await read(sandbox.admin.platformToken)).toBe(404);
    expect(sandbox.tenant.objects[0]).toMatchObject({ owner: newOwner, accessors: [] });
  });

  it('is the owner’s or an administrator’s to give', async () => {
    const { sandbox, other, path, post } = await shared();
    await post({ type: 'user', id: other.user.uuid }, ['r', 'w']);
    const give = async (newOwner: object, query: string, token: string) =>
      (await call(sandbox, 'POST', `${path}:transfer-ownership${query}`, { json: { newOwner }, token })).status;
    const me = { type: 'user', id: other.user.uuid };
    expect(await give(me, '', other.platformToken)).toBe(403);
    expect(await give({ type: 'user', id: 'nobody' }, '', sandbox.admin.platformToken)).toBe(400);
    expect(await give({ type: 'all-users' }, '', sandbox.admin.platformToken)).toBe(400);
    expect(await give(me, '?adminAccess=true', other.platformToken)).toBe(204);
  });
});

describe('a list without entries', () => {
  it('can be left out of the answer', async () => {
    const sandbox = await start();
    const { objectId } = sandbox.addObject(ENHANCED, enhancedValue('mine'), { owner: sandbox.admin.user });
    const get = async () => (await call(sandbox, 'GET', `${PLATFORM}/objects/${objectId}/permissions`)).body;
    expect(await get()).toEqual({ accessors: [] });
    sandbox.behaviour.omitsEmptyAccessors = true;
    expect(await get()).toEqual({});
  });
});
