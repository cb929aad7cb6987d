import { createAccount } from '../../dynatrace/directory';
import { createIssuer } from '../../dynatrace/issuer';
import { addPlatformToken } from '../../dynatrace/tokens';
import { CLASSIC, call, HOSTS, PLATFORM, requestToken, start, stopAll } from './support';

afterEach(stopAll);

const LIST = `/objects?schemaIds=${HOSTS}`;

describe('credentials', () => {
  it('accepts each kind of token on its own base only', async () => {
    // given
    const sandbox = await start();
    const oauth = (await requestToken(sandbox, {})).body.access_token;
    const { platformToken } = sandbox.admin;

    // when
    const status = async (base: string, authorization: string) =>
      (await call(sandbox, 'GET', base + LIST, { headers: { authorization } })).status;

    // then
    expect(await status(PLATFORM, `Bearer ${oauth}`)).toBe(200);
    expect(await status(PLATFORM, `Bearer ${platformToken}`)).toBe(200);
    expect(await status(CLASSIC, `Api-Token ${sandbox.apiToken}`)).toBe(200);
    expect(await status(PLATFORM, `Api-Token ${sandbox.apiToken}`)).toBe(401);
    expect(await status(PLATFORM, `Bearer ${sandbox.apiToken}`)).toBe(401);
    expect(await status(CLASSIC, `Bearer ${oauth}`)).toBe(401);
    expect(await status(CLASSIC, `Api-Token ${platformToken}`)).toBe(401);
    expect(await status(PLATFORM, '')).toBe(401);
  });

  it('answers 403 to an expired platform token and to one of another environment', async () => {
    // given
    const sandbox = await start();
    const { account } = sandbox.tenant;
    const scopes = ['settings:objects:read'];
    const expired = addPlatformToken(account, sandbox.admin.user, scopes, { expiresAt: Date.now() - 1 });
    const elsewhere = addPlatformToken(account, sandbox.admin.user, scopes, { environments: ['abc12345'] });

    // when
    const first = await call(sandbox, 'GET', PLATFORM + LIST, { token: expired.token });
    const second = await call(sandbox, 'GET', PLATFORM + LIST, { token: elsewhere.token });

    // then
    expect([first.status, first.body.error.message]).toEqual([403, 'Forbidden: the platform token has expired']);
    expect([second.status, second.body.error.message]).toEqual([
      403,
      'Forbidden: the platform token does not cover this environment',
    ]);
  });

  it('answers 401 to an expired API token', async () => {
    const sandbox = await start();
    const token = { token: 'dt0c01.OLD.OLD', scopes: ['settings.read'], expiresAt: Date.now() - 1 };
    sandbox.tenant.apiTokens.push(token);
    expect((await call(sandbox, 'GET', CLASSIC + LIST, { token: token.token })).status).toBe(401);
  });

  it('names the missing scope in the shape of the gateway', async () => {
    // given
    const sandbox = await start();
    const { platformToken } = sandbox.addUser({ email: 'reader@example.com', scopes: ['settings:schemas:read'] });

    // when
    const answer = await call(sandbox, 'GET', '/platform/management/v1/environment', { token: platformToken });

    // then
    expect(answer.status).toBe(403);
    expect(answer.headers.get('dynatrace-response-source')).toBe('API Gateway');
    expect(answer.body.error).toMatchObject({
      code: 403,
      message: 'The authorization token does not provide the necessary permissions.',
      details: { missingScopes: ['app-engine:apps:run', 'app-engine:functions:run'] },
    });
  });

  it('names the missing scope in the words of the settings services', async () => {
    const sandbox = await start();
    const { platformToken } = sandbox.addUser({ email: 'reader@example.com', scopes: ['settings:schemas:read'] });
    const answer = await call(sandbox, 'GET', PLATFORM + LIST, { token: platformToken });
    const message = 'OAuth token is missing required scope. Use one of: [settings:objects:read]';
    expect([answer.status, answer.body]).toEqual([403, { error: { code: 403, message } }]);
  });

  it('names the missing permission of the user', async () => {
    // given
    const sandbox = await start();
    const policy = 'ALLOW settings:objects:read WHERE settings:schemaId = "builtin:other";';
    const { platformToken } = sandbox.addUser({ email: 'reader@example.com', policy });

    // when
    const answer = await call(sandbox, 'GET', PLATFORM + LIST, { token: platformToken });

    // then
    expect(answer.status).toBe(403);
    expect(answer.body.error.details.missingPermissions).toEqual(['settings:objects:read']);
  });

  it('names the missing scope of an API token', async () => {
    const sandbox = await start();
    sandbox.tenant.apiTokens.push({ token: 'dt0c01.WRITE.ONLY', scopes: ['settings.write'] });
    const answer = await call(sandbox, 'GET', CLASSIC + LIST, { token: 'dt0c01.WRITE.ONLY' });
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toContain('settings.read');
  });

  it('shares users, clients and the issuer between the tenants of one account', async () => {
    // given
    const shared = { account: createAccount(), issuer: createIssuer() };
    const first = await start(shared);
    const second = await start(shared);

    // when
    const token = (await requestToken(first, {})).body.access_token;

    // then
    expect((await call(second, 'GET', PLATFORM + LIST, { token })).status).toBe(200);
    expect(second.admin).toEqual(first.admin);
    expect((await call(second, 'GET', '/issuer/jwks')).body).toEqual((await call(first, 'GET', '/issuer/jwks')).body);
  });
});

describe('routes', () => {
  it('answers 404 for unknown paths, 405 for other methods, 400 for broken encoding', async () => {
    const sandbox = await start();
    expect((await call(sandbox, 'GET', '/nowhere')).status).toBe(404);
    expect((await call(sandbox, 'PATCH', `${PLATFORM}/objects`)).status).toBe(405);
    expect((await call(sandbox, 'GET', `${PLATFORM}/objects/%E0%A4%A`)).status).toBe(400);
  });

  it('refuses bodies that are not JSON', async () => {
    const sandbox = await start();
    const headers = { 'content-type': 'application/json' };
    expect((await call(sandbox, 'POST', `${PLATFORM}/objects`, { body: '[', headers })).status).toBe(400);
    expect((await call(sandbox, 'POST', `${PLATFORM}/objects`, { body: '[]' })).status).toBe(415);
    const path = `${PLATFORM}/effective-permissions:resolve`;
    expect((await call(sandbox, 'POST', path, { json: [] })).status).toBe(400);
  });
});
