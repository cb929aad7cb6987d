import { type Answer, call, LEGACY, PLATFORM, requestToken, start, stopAll } from './support';

afterEach(stopAll);

const STATEMENT = 'ALLOW settings:objects:read;';
const policy = (name: string, statementQuery = STATEMENT) => ({ name, description: '', tags: [], statementQuery });

async function account(scope = 'iam-policies-management') {
  const sandbox = await start({ id: 'abc12345' });
  const { uuid } = sandbox.tenant.account;
  const token = (await requestToken(sandbox, { scope, resource: `urn:dtaccount:${uuid}` })).body.access_token;
  const at =
    (level: string) =>
    (method: string, path: string, json?: unknown): Promise<Answer> =>
      call(sandbox, method, `/iam/v1/repo/${level}${path}`, { json, token });
  return { sandbox, ask: at(`account/${uuid}`), environment: at('environment/abc12345'), at };
}

describe('policies', () => {
  it('are created, read, listed by name, changed and deleted', async () => {
    // given
    const { ask } = await account();

    // when
    const created = await ask('POST', '/policies', policy('readers'));
    const { uuid } = created.body;
    const changed = await ask('PUT', `/policies/${uuid}`, policy('readers', 'ALLOW hub:catalog:read;'));

    // then
    expect(created.status).toBe(201);
    expect(created.body.statements).toEqual([
      { effect: 'ALLOW', permissions: ['settings:objects:read'], conditions: [] },
    ]);
    expect(changed.status).toBe(204);
    expect((await ask('GET', `/policies/${uuid}`)).body.statementQuery).toBe('ALLOW hub:catalog:read;');
    expect((await ask('GET', '/policies?name=readers')).body.policies).toEqual([
      { uuid, name: 'readers', description: '' },
    ]);
    expect((await ask('GET', '/policies?name=others')).body.policies).toEqual([]);
    expect((await ask('DELETE', `/policies/${uuid}`)).status).toBe(204);
    expect((await ask('GET', `/policies/${uuid}`)).status).toBe(404);
  });

  it('are validated, by themselves and when they are saved', async () => {
    const { ask } = await account();
    const wrong = await ask('POST', '/policies/validation', policy('readers', 'ALLOW settings:objects:fly;'));
    expect(wrong.body).toEqual({
      code: 400,
      message: 'Validation failed',
      errorsMap: { statementQuery: 'unknown permission "settings:objects:fly"' },
    });
    expect((await ask('POST', '/policies/validation', policy('readers'))).body).toEqual({ warnings: [] });
    expect((await ask('POST', '/policies', policy('readers', ''))).status).toBe(400);
    const problems = (await ask('POST', '/policies', { statementQuery: STATEMENT, tags: 'x' })).body.errorsMap;
    expect(Object.keys(problems)).toEqual(['name', 'description', 'tags']);
  });

  it('have a name of their own on their level', async () => {
    const { ask, environment } = await account();
    await ask('POST', '/policies', policy('readers'));
    expect((await ask('POST', '/policies', policy('readers'))).body.message).toBe('Policy readers already exists');
    expect((await environment('POST', '/policies', policy('readers'))).status).toBe(201);
    const { uuid } = (await ask('POST', '/policies', policy('others'))).body;
    expect((await ask('PUT', `/policies/${uuid}`, policy('readers'))).status).toBe(400);
  });

  it('need the scope and a level that exists', async () => {
    const { ask } = await account('account-idm-read');
    expect((await ask('GET', '/policies')).status).toBe(403);
    const { at } = await account();
    expect((await at('account/other')('GET', '/policies')).status).toBe(404);
    expect((await at('environment/other')('GET', '/policies')).status).toBe(404);
    expect((await at('galaxy/abc12345')('GET', '/policies')).status).toBe(404);
  });
});

describe('bindings', () => {
  it.each(['account', 'environment'] as const)('on the level of the %s take effect', async (level) => {
    // given
    const made = await account();
    const { sandbox, ask } = made;
    const bindings = level === 'account' ? ask : made.environment;
    const { user, platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy: '' });
    const group = sandbox.addGroup({ name: 'readers', members: [user.uuid] });
    const { uuid } = (await ask('POST', '/policies', policy('readers'))).body;
    const list = async () => (await call(sandbox, 'GET', `${PLATFORM}/objects?schemaIds=${LEGACY}`, { token })).status;

    // when
    const before = await list();
    const bound = await bindings('POST', `/bindings/${uuid}/${group.uuid}`, {});
    const during = await list();
    const unbound = await bindings('DELETE', `/bindings/${uuid}/${group.uuid}?forceMultiple=false`);

    // then
    expect([before, during, await list()]).toEqual([403, 200, 403]);
    expect([bound.status, unbound.status]).toEqual([204, 204]);
  });

  it('are listed by level, policy and group', async () => {
    // given
    const { sandbox, ask } = await account();
    const [a, b] = [sandbox.addGroup({ name: 'a' }).uuid, sandbox.addGroup({ name: 'b' }).uuid];
    const { uuid } = (await ask('POST', '/policies', policy('readers'))).body;

    // when
    const answer = await ask('POST', `/bindings/${uuid}`, { groups: [a, b] });

    // then
    const binding = (groups: string[]) => [{ policyUuid: uuid, groups, boundaries: [] }];
    expect(answer.status).toBe(204);
    expect((await ask('GET', '/bindings')).body).toMatchObject({
      levelType: 'account',
      policyBindings: binding([a, b]),
    });
    expect((await ask('GET', `/bindings/${uuid}`)).body.policyBindings).toEqual(binding([a, b]));
    expect((await ask('GET', `/bindings/${uuid}/${b}`)).body.policyBindings).toEqual(binding([b]));
    expect((await ask('GET', `/bindings/groups/${a}`)).body).toEqual({ policyUuids: [uuid] });
  });

  it('are made once by POST and as often as wanted by PUT', async () => {
    const { sandbox, ask } = await account();
    const { uuid: group } = sandbox.addGroup({ name: 'a' });
    const { uuid } = (await ask('POST', '/policies', policy('readers'))).body;
    const path = `/bindings/${uuid}/${group}`;
    expect((await ask('PUT', path, {})).status).toBe(204);
    expect((await ask('PUT', path, {})).status).toBe(204);
    expect((await ask('POST', path, {})).status).toBe(400);
    expect(sandbox.tenant.account.bindings).toHaveLength(1);
  });

  it('need a policy, a group and on delete the parameter that the API demands', async () => {
    const { sandbox, ask, environment } = await account();
    const { uuid: group } = sandbox.addGroup({ name: 'a' });
    const { uuid } = (await ask('POST', '/policies', policy('readers'))).body;
    const { uuid: local } = (await environment('POST', '/policies', policy('local'))).body;
    expect((await ask('POST', `/bindings/none/${group}`, {})).status).toBe(404);
    expect((await ask('POST', `/bindings/${local}/${group}`, {})).status).toBe(404);
    expect((await ask('POST', `/bindings/${uuid}/none`, {})).status).toBe(404);
    expect((await ask('POST', `/bindings/${uuid}`, {})).status).toBe(400);
    expect((await ask('DELETE', `/bindings/${uuid}/${group}`)).status).toBe(400);
    expect((await ask('DELETE', `/bindings/${uuid}/${group}?forceMultiple=false`)).status).toBe(404);
  });

  it('keep their policy from being deleted unless forced', async () => {
    const { sandbox, ask } = await account();
    const { uuid: group } = sandbox.addGroup({ name: 'a' });
    const { uuid } = (await ask('POST', '/policies', policy('readers'))).body;
    await ask('POST', `/bindings/${uuid}/${group}`, {});
    expect((await ask('DELETE', `/policies/${uuid}`)).body.message).toBe('Policy readers is still in use');
    expect((await ask('DELETE', `/policies/${uuid}?force=true`)).status).toBe(204);
    expect(sandbox.tenant.account.bindings).toEqual([]);
  });
});
