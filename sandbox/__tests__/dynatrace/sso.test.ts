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
    [{ client_secret: 'dt0s02.WRONG.WRONG' }, 401, 'invalid_client'],
    [{ client_id: 'dt0s02.NOBODY' }, 401, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ resource: 'urn:dtaccount:other' }, 400, 'invalid_target'],
    [{ scope: 'settings:objects:read unknown:scope' }, 400, 'invalid_scope'],
    [{ scope: '' }, 400, 'invalid_scope'],
  ])('refuses %j', async (fields, status, error) => {
    const answer = await requestToken(await start(), fields);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toBe(error);
    expect(answer.body.error_description).toBeTruthy();
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
