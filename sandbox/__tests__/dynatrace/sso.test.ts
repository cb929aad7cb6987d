import { setTimeout as delay } from 'node:timers/promises';
import { call, PLATFORM, requestToken, start, stopAll } from './support';

afterEach(stopAll);

describe('token endpoint', () => {
  it('issues a token that works until it expires', async () => {
    // given
    const sandbox = await start({ behaviour: { tokenSeconds: 0.3 } });

    // when
    const { status, body } = await requestToken(sandbox, {});
    const before = await call(sandbox, 'GET', `${PLATFORM}/objects?scopes=environment`, { token: body.access_token });
    await delay(350);
    const after = await call(sandbox, 'GET', `${PLATFORM}/objects?scopes=environment`, { token: body.access_token });

    // then
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 0.3 });
    expect(body.scope).toBe('settings:objects:read settings:objects:write');
    expect(before.status).toBe(200);
    expect(after.status).toBe(401);
  });

  it('lives 300 seconds unless told otherwise', async () => {
    const { body } = await requestToken(await start(), {});
    expect(body.expires_in).toBe(300);
  });

  it('returns the account when it was asked for as the resource', async () => {
    const sandbox = await start();
    const resource = `urn:dtaccount:${sandbox.tenant.account.uuid}`;
    const { body } = await requestToken(sandbox, { resource });
    expect(body.resource).toBe(resource);
  });

  it.each([
    [{ client_secret: 'dt0s02.WRONG.WRONG' }, 'ClientId or clientSecret is not correct.'],
    [{ client_id: 'dt0s02.NOBODY' }, 'ClientId or clientSecret is not correct.'],
    [{ grant_type: 'password' }, 'Grant type is not supported.'],
    [{ resource: 'urn:dtaccount:other' }, 'Resource is not valid.'],
    [{ resource: 'urn:dtenvironment:other' }, 'Resource is not valid.'],
    [
      { scope: 'settings:objects:read unknown:scope other:scope' },
      'OAuth client is missing following scopes [unknown:scope, other:scope]',
    ],
    [
      { scope: 'hyperscaler-authentication:aws:authenticate' },
      'OAuth client is missing following scopes [hyperscaler-authentication:aws:authenticate]',
    ],
  ])('refuses %j', async (fields, reason) => {
    const answer = await requestToken(await start(), fields);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: 'invalid_request',
      error_description: `Invalid OAuth2 request. UNSUCCESSFUL_OAUTH_ACCESS_TOKEN_VALIDATION_FAILED | ${reason}`,
    });
  });

  it.each([
    ['coded', { errorCode: 400, message: 'Bad Request', issueId: expect.any(String) }],
    ['bare', 'Bad Request'],
  ] as const)('can refuse for every reason in the same words: %s', async (tokenRefusals, body) => {
    const sandbox = await start({ behaviour: { tokenRefusals } });
    const causes: Record<string, string>[] = [{ client_secret: 'wrong' }, { scope: 'unknown:scope' }];
    for (const fields of causes) {
      const answer = await requestToken(sandbox, fields);
      expect([answer.status, answer.body]).toEqual([400, body]);
    }
  });

  it('grants everything that the client can have when no scope is named', async () => {
    const sandbox = await start();
    const { clientId, clientSecret } = sandbox.addUser({ email: 'x@example.com', scopes: ['a:b:c', 'd:e:f'] });
    const { body } = await requestToken(sandbox, { client_id: clientId, client_secret: clientSecret, scope: '' });
    expect(body.scope).toBe('a:b:c d:e:f');
  });

  it('can let a client have the permission to use AWS as a scope', async () => {
    const sandbox = await start({ behaviour: { unselectableScopes: [] } });
    const scope = 'hyperscaler-authentication:aws:authenticate';
    expect((await requestToken(sandbox, { scope })).body.scope).toBe(scope);
  });

  it('gives tokens for one environment, which others refuse', async () => {
    const sandbox = await start();
    const other = await start({ account: sandbox.tenant.account });
    const resource = `urn:dtenvironment:${sandbox.tenant.id}`;
    const { body } = await requestToken(sandbox, { resource });
    const objects = `${PLATFORM}/objects?scopes=environment`;
    expect(body.resource).toBe(resource);
    expect((await call(sandbox, 'GET', objects, { token: body.access_token })).status).toBe(200);
    expect((await call(other, 'GET', objects, { token: body.access_token })).status).toBe(403);
  });

  it('leaves out scopes that the client lacks when told to', async () => {
    const sandbox = await start({ behaviour: { missingClientScopes: 'narrow' } });
    const { status, body } = await requestToken(sandbox, { scope: 'settings:objects:read unknown:scope' });
    expect([status, body.scope]).toEqual([200, 'settings:objects:read']);
  });

  it('refuses a body that is not a form', async () => {
    const sandbox = await start();
    const { status, body } = await call(sandbox, 'POST', '/sso/oauth2/token', { json: {} });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('can answer with nothing for a moment', async () => {
    const sandbox = await start();
    sandbox.faults.add({ path: /token$/, status: 200, body: '' });
    expect((await requestToken(sandbox, {})).body).toBe('');
    expect((await requestToken(sandbox, {})).body.access_token).toBeTruthy();
  });
});
