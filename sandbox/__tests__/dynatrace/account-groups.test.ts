import { startAccount } from './account-support';
import { requestToken, stopAll } from './support';

afterEach(stopAll);

const viewer = { permissionName: 'tenant-viewer', scope: 'abc12345', scopeType: 'tenant' };

describe('permissions of a group', () => {
  it('are added, replaced, shown and removed', async () => {
    const { sandbox, uuid, accounts } = await startAccount();
    const path = `/groups/${sandbox.addGroup({ name: 'viewers' }).uuid}/permissions`;
    const company = { permissionName: 'account-company-info', scope: uuid, scopeType: 'account' };
    const shown = async () => (await accounts('GET', path)).body.permissions;

    expect((await accounts('POST', path, [viewer])).status).toBe(201);
    expect((await accounts('POST', path, [viewer, company])).status).toBe(201);
    expect(await shown()).toMatchObject([viewer, company]);
    expect((await accounts('PUT', path, [company])).status).toBe(200);
    expect(await shown()).toMatchObject([company]);
    const gone = `scope=${uuid}&permission-name=account-company-info&scope-type=account`;
    expect((await accounts('DELETE', `${path}?${gone}`)).status).toBe(200);
    expect((await accounts('GET', path)).body).toMatchObject({ name: 'viewers', permissions: [] });
    expect((await accounts('DELETE', path)).status).toBe(400);
  });

  it.each([
    [{}],
    [[{ ...viewer, permissionName: 'tenant-everything' }]],
    [[{ ...viewer, scope: 'other' }]],
    [[{ ...viewer, scopeType: 'account' }]],
  ])('are refused: %j', async (body) => {
    const { sandbox, accounts } = await startAccount();
    const { uuid } = sandbox.addGroup({ name: 'viewers' });
    expect((await accounts('PUT', `/groups/${uuid}/permissions`, body)).status).toBe(400);
  });
});

describe('users', () => {
  it('are invited and removed, with all that they had', async () => {
    const { sandbox, accounts } = await startAccount();
    const { user, clientId, clientSecret } = sandbox.addUser({ email: 'gone@example.com' });
    const group = sandbox.addGroup({ name: 'a', members: [user.uuid] });

    expect((await accounts('POST', '/users', { email: 'new@example.com' })).status).toBe(201);
    expect((await accounts('POST', '/users', { email: 'new@example.com' })).status).toBe(400);
    expect((await accounts('POST', '/users', {})).status).toBe(400);
    expect((await accounts('GET', '/users/new@example.com')).body).toMatchObject({ groups: [] });
    expect((await accounts('DELETE', '/users/gone@example.com')).status).toBe(200);

    expect((await accounts('GET', '/users/gone@example.com')).status).toBe(404);
    expect(group.members).toEqual([]);
    const client = { client_id: clientId, client_secret: clientSecret };
    expect((await requestToken(sandbox, client)).status).toBe(400);
  });
});
