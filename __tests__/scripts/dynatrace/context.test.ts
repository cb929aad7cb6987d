import { type SandboxResponse, type SandboxServer, serve } from '../../../sandbox/index';
import type { SandboxRequest } from '../../../sandbox/server';
import { type ApiRequest, type Context, createContext } from '../../../scripts/dynatrace/context';
import type { DynatraceError } from '../../../scripts/dynatrace/errors';
import { isRecord, shape } from '../../../scripts/dynatrace/shapes';
import { failureOf, jumpingClock } from '../support';

const PLATFORM_TOKEN = { DYNATRACE_PLATFORM_TOKEN: 'planted-token' };
const CLIENT = { DT_CLIENT_ID: 'client', DT_CLIENT_SECRET: 'planted-secret' };
const API_TOKEN = { DYNATRACE_API_TOKEN: 'planted-token' };

describe('a context', () => {
  let server: SandboxServer;
  let contexts: Context[];
  let lines: string[];
  /** What reached the tenant, and what the token endpoint was asked for. */
  let requests: SandboxRequest[];
  let forms: URLSearchParams[];
  let answers: SandboxResponse[];
  beforeEach(async () => {
    [contexts, lines, requests, forms, answers] = [[], [], [], [], []];
    server = await serve((request) => {
      if (request.path === '/sso') {
        forms.push(new URLSearchParams(request.body.toString()));
        return { status: 200, body: { access_token: `token-${forms.length}`, expires_in: 300 } };
      }
      requests.push(request);
      return answers.shift() ?? { status: 200, body: {} };
    });
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    await server.close();
  });

  function open(env: NodeJS.ProcessEnv = PLATFORM_TOKEN): Context {
    const { url } = server;
    const access = {
      ssoUrl: `${url}/sso`,
      accountUrl: `${url}/account`,
      classicUrl: `${url}/classic`,
      allowApiToken: true,
      accountUuid: '4711',
    };
    const context = createContext(url, access, { env, clock: jumpingClock(), log: (line) => lines.push(line) });
    contexts.push(context);
    return context;
  }
  const REQUEST: ApiRequest = {
    what: 'do it',
    method: 'GET',
    path: '/x',
    permissions: [{ permission: 'a:b' }],
    answer: shape('an object', isRecord),
  };
  const send = (change: Partial<ApiRequest> = {}, env = PLATFORM_TOKEN as NodeJS.ProcessEnv) =>
    open(env).send({ ...REQUEST, ...change });
  const envelope = (code: number) => ({ error: { code, message: 'no' } });

  it.each<[string, NodeJS.ProcessEnv, ApiRequest['service'], string]>([
    ['the platform', PLATFORM_TOKEN, undefined, '/platform/x'],
    ['the platform for a client', CLIENT, 'platform', '/platform/x'],
    ['settings', CLIENT, 'settings', '/platform/classic/environment-api/v2/settings/x'],
    ['settings for an API token', API_TOKEN, 'settings', '/classic/api/v2/settings/x'],
    ['the account', CLIENT, 'account', '/account/x'],
  ])('finds %s', async (_, env, service, path) => {
    await send({ service }, env);

    expect(requests.map((request) => request.path)).toEqual([path]);
  });

  it.each<[string, NodeJS.ProcessEnv, ApiRequest['service'], string, string]>([
    ['an API token', API_TOKEN, 'platform', 'DYNATRACE_API_TOKEN', 'an API token only works for settings'],
    ['an API token', API_TOKEN, 'account', 'DYNATRACE_API_TOKEN', 'the account API accepts only OAuth clients'],
    [
      'a platform token',
      PLATFORM_TOKEN,
      'account',
      'DYNATRACE_PLATFORM_TOKEN',
      'the account API accepts only OAuth clients',
    ],
  ])('says what %s cannot do', async (_, env, service, variable, said) => {
    expect(await failureOf(send({ service }, env))).toMatchObject({
      exitCode: 2,
      message:
        `cannot do it with the credentials in ${variable}: ${said}. ` +
        'Export DT_CLIENT_ID and DT_CLIENT_SECRET of an OAuth client.',
    });
    expect(requests).toEqual([]);
  });

  it('encodes what is asked for, and leaves out what is not there', async () => {
    await send({ query: { filter: "name = 'a&b'", none: undefined, limit: '1' } });

    expect([...(requests[0] as SandboxRequest).query]).toEqual([
      ['filter', "name = 'a&b'"],
      ['limit', '1'],
    ]);
  });

  it.each<[string, Partial<ApiRequest>, string | undefined, string]>([
    ['nothing', {}, undefined, ''],
    ['JSON', { json: { a: 1 } }, 'application/json; charset=utf-8', '{"a":1}'],
    ['JSON that is false', { json: false }, 'application/json; charset=utf-8', 'false'],
    ['a file', { body: { type: 'application/zip', content: Buffer.from('zip') } }, 'application/zip', 'zip'],
  ])('sends %s as what it is', async (_, change, type, text) => {
    await send({ method: 'PUT', ...change });

    expect(requests.map(({ headers, body }) => [headers['content-type'], body.toString()])).toEqual([[type, text]]);
  });

  it('tells each audience of the scopes that it has, in one token', async () => {
    const context = open(CLIENT);
    context.need([{ permission: 'c:d' }, { permission: 'account-idm-read' }, { permission: 'account-idm-write' }]);

    await context.send(REQUEST);
    await context.send({ ...REQUEST, service: 'account', permissions: [{ permission: 'account-idm-read' }] });

    expect(forms.map((form) => [form.get('scope')?.split(' ').sort(), form.get('resource')])).toEqual([
      [['a:b', 'c:d'], null],
      [['account-idm-read', 'account-idm-write'], 'urn:dtaccount:4711'],
    ]);
  });

  it('renews a token once, for the audience whose API refused it', async () => {
    answers = [401, 401].map((status) => ({ status, body: envelope(status) }));

    expect(await failureOf(send({ service: 'account' }, CLIENT))).toMatchObject({ exitCode: 3, status: 401 });

    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(forms.map((form) => form.get('resource'))).toEqual(['urn:dtaccount:4711', 'urn:dtaccount:4711']);
  });

  it('gives back the failure of a status that is accepted', async () => {
    answers = [{ status: 404, body: envelope(404) }];

    expect(await send({ accept: [404] })).toEqual({
      failure: { status: 404, message: 'no', violations: [], missingScopes: [], missingPermissions: [] },
    });
  });

  it.each([400, 404, 499])('believes %s from nobody but the API', async (status) => {
    answers = [{ status, body: 'nothing here' }];

    const error = await failureOf(send({ accept: [404] }));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain(`could not do it: expected an answer of the API, got status ${status}`);
  });

  it.each<[number, number]>([
    [401, 3],
    [403, 3],
    [500, 5],
    [501, 5],
  ])('believes %s from whoever says it', async (status, exitCode) => {
    answers = Array.from({ length: 9 }, () => ({ status, body: 'no' }));

    expect(await failureOf(send())).toMatchObject({ exitCode, status });
  });

  it('throws what the API refuses, and nothing that was not accepted', async () => {
    answers = [{ status: 400, body: envelope(400) }];

    expect(await failureOf(send({ accept: [404] }))).toMatchObject({
      exitCode: 6,
      message: 'could not do it: no (status 400)',
    });
  });

  it.each<[string, Partial<ApiRequest>, SandboxResponse, boolean]>([
    ['a write that failed', { method: 'PUT', repeatable: false }, { status: 500, body: envelope(500) }, true],
    ['a repeatable write that failed', { method: 'PUT', repeatable: true }, { status: 500, body: envelope(500) }, true],
    ['a create that failed', { method: 'POST' }, { status: 500, body: envelope(500) }, true],
    ['a write that was refused', { method: 'POST' }, { status: 409, body: envelope(409) }, false],
    ['a write that was turned away', { method: 'POST' }, { status: 503, headers: { 'retry-after': '9999' } }, false],
    ['a question by POST', { method: 'POST', repeatable: true }, { status: 500, body: envelope(500) }, false],
    ['a read', { method: 'GET' }, { status: 500, body: envelope(500) }, false],
    ['a write whose answer is odd', { method: 'POST' }, { status: 200, body: '<html>' }, true],
    ['a read whose answer is odd', { method: 'GET' }, { status: 200, body: '<html>' }, false],
  ])('tells whether %s may have had an effect', async (_, change, answer, unanswered) => {
    answers = Array.from({ length: 9 }, () => answer);

    const error = (await failureOf(send(change))) as DynatraceError;

    expect(error.unanswered).toBe(unanswered);
  });

  it('logs without secrets, and without anybody who listens', async () => {
    open().log('it was planted-token');

    expect(lines).toEqual(['it was ***']);
    const { ssoUrl, accountUrl, classicUrl, allowApiToken } = open().access;
    const silent = createContext(
      server.url,
      { ssoUrl, accountUrl, classicUrl, allowApiToken },
      { env: PLATFORM_TOKEN },
    );
    expect(() => silent.log('a line')).not.toThrow();
  });
});
