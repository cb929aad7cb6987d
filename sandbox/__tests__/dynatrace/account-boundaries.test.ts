import { startAccount } from './account-support';
import { call, ENHANCED, LEGACY, PLATFORM, stopAll } from './support';

afterEach(stopAll);

const boundary = (name: string, boundaryQuery: string) => ({ name, boundaryQuery, metadata: {} });
const legacyOnly = boundary('legacy only', `settings:schemaId = "${LEGACY}";`);

describe('boundaries', () => {
  it('are created, read, listed, changed and deleted', async () => {
    const { repo, uuid: levelId } = await startAccount();

    const created = await repo('POST', '/boundaries', legacyOnly);
    const { uuid } = created.body;
    const changed = await repo('PUT', `/boundaries/${uuid}`, boundary('new', 'shared:app-id = "x";'));

    expect([created.status, changed.status]).toEqual([201, 204]);
    expect(created.body).toEqual({
      ...legacyOnly,
      uuid,
      levelType: 'account',
      levelId,
      boundaryConditions: [{ name: 'settings:schemaId', operator: 'EQ', values: [LEGACY] }],
    });
    expect((await repo('GET', `/boundaries/${uuid}`)).body.name).toBe('new');
    expect((await repo('GET', '/boundaries?size=10&page=1')).body).toMatchObject({
      pageSize: 10,
      pageNumber: 1,
      totalCount: 1,
      content: [{ uuid, name: 'new' }],
    });
    expect((await repo('DELETE', `/boundaries/${uuid}`)).status).toBe(204);
    expect((await repo('GET', `/boundaries/${uuid}`)).status).toBe(404);
    expect((await repo('PUT', `/boundaries/${uuid}`, legacyOnly)).status).toBe(201);
  });

  it.each([
    [{ ...legacyOnly, name: '' }, { name: 'must not be empty' }],
    [{ name: 'x', boundaryQuery: 'shared:app-id = "x";' }, { metadata: 'must not be null' }],
    [boundary('x', ''), { boundaryQuery: 'a boundary needs at least one condition' }],
    [boundary('x', 'shared:app-id = "x"'), { boundaryQuery: 'condition "shared:app-id = "x"" must end with ";"' }],
    [boundary('x', 'a:b = "x";'), { boundaryQuery: 'unknown condition "a:b"' }],
  ])('are refused: %j', async (body, errorsMap) => {
    const { repo } = await startAccount();
    expect(await repo('POST', '/boundaries', body)).toMatchObject({ status: 400, body: { errorsMap } });
  });

  it('have names of their own, and belong to accounts', async () => {
    const { repo, environment } = await startAccount();
    await repo('POST', '/boundaries', legacyOnly);
    expect((await repo('POST', '/boundaries', legacyOnly)).status).toBe(400);
    expect((await environment('GET', '/boundaries')).status).toBe(404);
  });

  it('narrow what a binding brings, each further one widens it again', async () => {
    const { sandbox, repo } = await startAccount();
    const { user, platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy: '' });
    const group = sandbox.addGroup({ name: 'readers', members: [user.uuid] });
    const policy = { name: 'readers', description: '', statementQuery: 'ALLOW settings:objects:read;' };
    const { uuid: policyUuid } = (await repo('POST', '/policies', policy)).body;
    const [legacy, enhanced] = await Promise.all(
      [legacyOnly, boundary('enhanced only', `settings:schemaId = "${ENHANCED}";`)].map(async (body) => {
        return (await repo('POST', '/boundaries', body)).body.uuid;
      }),
    );
    const bind = (boundaries: string[]) => repo('PUT', `/bindings/${policyUuid}/${group.uuid}`, { boundaries });
    const statuses = () =>
      Promise.all(
        [LEGACY, ENHANCED].map(async (id) => {
          return (await call(sandbox, 'GET', `${PLATFORM}/objects?schemaIds=${id}`, { token })).status;
        }),
      );

    expect((await bind([legacy])).status).toBe(204);
    expect(await statuses()).toEqual([200, 403]);
    await bind([legacy, enhanced]);
    expect(await statuses()).toEqual([200, 200]);
    expect((await repo('GET', `/bindings/${policyUuid}`)).body.policyBindings).toEqual([
      { policyUuid, groups: [group.uuid], boundaries: [legacy, enhanced] },
    ]);
    expect((await repo('DELETE', `/boundaries/${legacy}`)).status).toBe(400);
    expect((await bind(['missing'])).status).toBe(404);
  });
});
