import { CLASSIC, call, create, ENHANCED, LEGACY, legacyValue, PLATFORM, start, stopAll } from './support';

afterEach(stopAll);

const SETTINGS = `${PLATFORM}/effective-permissions:resolve`;
const MANAGEMENT = '/platform/management/v1/effective-permissions:resolve';

describe('settings preflight', () => {
  const ask = (schemaId: string) => ({
    permissions: [{ permission: 'settings:objects:write', context: { schemaId, scope: 'environment' } }],
  });

  it('agrees with what a write then meets', async () => {
    // given
    const sandbox = await start();
    const policy = `ALLOW settings:objects:write WHERE settings:schemaId = "${LEGACY}";`;
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy });

    // when
    const legacy = await call(sandbox, 'POST', SETTINGS, { json: ask(LEGACY), token });
    const enhanced = await call(sandbox, 'POST', SETTINGS, { json: ask(ENHANCED), token });

    // then
    expect(legacy.body).toEqual([{ permission: 'settings:objects:write', granted: 'true' }]);
    expect(enhanced.body[0].granted).toBe('false');
    expect((await create(sandbox, LEGACY, legacyValue('ops'), { token })).status).toBe(200);
    expect((await create(sandbox, ENHANCED, {}, { token })).status).toBe(403);
  });

  it('repeats the context of a question when told to', async () => {
    const sandbox = await start({ behaviour: { resolveEchoesContext: true } });
    const settings = await call(sandbox, 'POST', SETTINGS, { json: ask(LEGACY) });
    const context = [{ key: 'shared:app-id', value: 'x' }];
    const permissions = [{ permission: 'app-engine:apps:run', context }];
    const management = await call(sandbox, 'POST', MANAGEMENT, { json: { permissions } });
    expect(settings.body[0].context).toEqual({ schemaId: LEGACY, scope: 'environment' });
    expect(management.body[0].context).toEqual(context);
  });

  it('says condition without a context, and false without the scope', async () => {
    const sandbox = await start();
    const policy = `ALLOW settings:objects:read, settings:objects:write WHERE settings:schemaId = "${LEGACY}";`;
    const scopes = ['settings:objects:write'];
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy, scopes });
    const permissions = [{ permission: 'settings:objects:write' }, { permission: 'settings:objects:read' }];
    expect((await call(sandbox, 'POST', SETTINGS, { json: { permissions }, token })).body).toEqual([
      { permission: 'settings:objects:write', granted: 'condition' },
      { permission: 'settings:objects:read', granted: 'false' },
    ]);
  });

  it('answers API tokens by their scopes', async () => {
    const sandbox = await start();
    sandbox.tenant.apiTokens.push({ token: 'dt0c01.READ.ONLY', scopes: ['settings.read'] });
    const path = `${CLASSIC}/effective-permissions:resolve`;
    const { body } = await call(sandbox, 'POST', path, { json: ask(LEGACY), token: 'dt0c01.READ.ONLY' });
    expect(body[0].granted).toBe('false');
  });

  it('needs one of the settings scopes and a list', async () => {
    const sandbox = await start();
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', scopes: ['app-engine:apps:run'] });
    const answer = await call(sandbox, 'POST', SETTINGS, { json: ask(LEGACY), token });
    expect(answer.body.error.message).toMatch(
      /\[settings:objects:read, settings:objects:write, settings:schemas:read\]$/,
    );
    expect((await call(sandbox, 'POST', SETTINGS, { json: {} })).status).toBe(400);
  });
});

describe('management preflight', () => {
  const resolve = async (sandbox: Awaited<ReturnType<typeof start>>, permissions: object[], token?: string) =>
    (await call(sandbox, 'POST', MANAGEMENT, { json: { permissions }, token })).body.map(
      ({ granted }: { granted: string }) => granted,
    );
  const install = (value: string) => ({
    permission: 'app-engine:apps:install',
    context: [{ key: 'shared:app-id', value }],
  });

  it('evaluates conditions with the context', async () => {
    // given
    const sandbox = await start();
    const policy = `ALLOW app-engine:apps:install WHERE shared:app-id = "dynatrace.aws.connector";`;
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy });

    // when
    const answers = await resolve(
      sandbox,
      [install('dynatrace.aws.connector'), install('other'), { permission: 'app-engine:apps:install' }],
      token,
    );

    // then
    expect(answers).toEqual(['true', 'false', 'condition']);
  });

  it('always says condition for settings', async () => {
    const sandbox = await start();
    const permissions = ['settings:schemas:read', 'settings:objects:read', 'settings:objects:write'];
    expect(
      await resolve(
        sandbox,
        permissions.map((permission) => ({ permission })),
      ),
    ).toEqual(permissions.map(() => 'condition'));
  });

  it('asks the user alone about AWS, since a workflow uses it and not this token', async () => {
    // given
    const sandbox = await start();
    const scopes = ['app-engine:apps:run', 'app-engine:apps:install'];
    const permission = 'hyperscaler-authentication:aws:authenticate';
    const allowed = sandbox.addUser({ email: 'a@example.com', policy: `ALLOW ${permission};`, scopes });
    const others = sandbox.addUser({ email: 'b@example.com', policy: '', scopes });

    // then
    expect(await resolve(sandbox, [{ permission }], allowed.platformToken)).toEqual(['true']);
    expect(await resolve(sandbox, [{ permission }], others.platformToken)).toEqual(['false']);
  });

  it('refuses malformed questions and callers without a scope', async () => {
    const sandbox = await start();
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', scopes: ['hub:catalog:read'] });
    const status = async (json: unknown, credential?: string) =>
      (await call(sandbox, 'POST', MANAGEMENT, { json, token: credential })).status;
    expect(await status({ permissions: [] }, token)).toBe(403);
    expect(await status({})).toBe(400);
    expect(await status({ permissions: Array(101).fill({ permission: 'hub:catalog:read' }) })).toBe(400);
    expect(await status({ permissions: [{ permission: 'x', context: {} }] })).toBe(400);
  });
});

describe('environment', () => {
  it('tells its id and state', async () => {
    const sandbox = await start({ id: 'abc12345' });
    const { body } = await call(sandbox, 'GET', '/platform/management/v1/environment');
    expect(body).toMatchObject({ environmentId: 'abc12345', state: 'ACTIVE' });
  });

  it('is named after its host by default', async () => {
    const sandbox = await start();
    expect(sandbox.tenant.id).toBe(`127.0.0.1:${sandbox.port}`);
  });
});
