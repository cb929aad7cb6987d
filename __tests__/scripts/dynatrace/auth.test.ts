import { CONNECTION_SCHEMAS } from '../../../model/connection';
import type { SandboxResponse } from '../../../sandbox/index';
import { ALL_SCOPES } from '../../../sandbox/index';
import { listGroups } from '../../../scripts/dynatrace/account';
import { getApp } from '../../../scripts/dynatrace/registry';
import { listObjects } from '../../../scripts/dynatrace/settings-read';
import { type Bench, failureOf, startBench } from '../support';

const SCHEMA = CONNECTION_SCHEMAS.legacy;

describe('auth', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const list = (context = bench.context()) => listObjects(context, SCHEMA);
  const tokens = () => bench.requests().filter((request) => request.includes('/sso/')).length;

  it('asks for one token with the scopes that were announced', async () => {
    const context = bench.context();
    context.need([{ permission: 'app-engine:apps:run' }]);

    await list(context);
    await getApp(context, 'x');
    await list(context);

    expect(tokens()).toBe(1);
  });

  it('asks for a further scope when it is needed, and keeps the others', async () => {
    const context = bench.context();

    await list(context);
    await getApp(context, 'x');
    await list(context);

    expect(tokens()).toBe(2);
  });

  it('does not take a token for one with scopes that were announced after it came', async () => {
    const context = bench.context();
    await list(context);

    context.need([{ permission: 'app-engine:apps:run' }]);
    await getApp(context, 'x');

    expect(tokens()).toBe(2);
  });

  describe('shared by the contexts of a run', () => {
    it('is asked for once, and hidden from the lines of all', async () => {
      const tokens = new Map();
      await list(bench.context({ tokens }));
      const [{ token } = { token: '' }] = bench.dynatrace.tenant.account.accessTokens;
      const second = bench.context({ tokens });
      await list(second);

      expect(bench.requests().filter((request) => request.includes('/sso/'))).toHaveLength(1);
      expect(second.redact(`it was ${token}`)).toBe('it was ***');
    });

    it('grows by the scopes of each, and serves them all', async () => {
      const shared = new Map();
      const [first, second] = [bench.context({ tokens: shared }), bench.context({ tokens: shared })];

      await list(first);
      await getApp(second, 'x');
      await list(first);
      await getApp(first, 'x');

      expect(tokens()).toBe(2);
    });

    it('is not shared with other credentials', async () => {
      const shared = new Map();
      await list(bench.context({ tokens: shared }));
      const { clientId, clientSecret } = bench.dynatrace.addUser({ email: 'ci@example.com' });
      await list(bench.context({ tokens: shared, env: { DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret } }));

      expect(tokens()).toBe(2);
    });
  });

  it('renews a token before it expires', async () => {
    const context = bench.context();
    await list(context);
    await bench.clock.sleep(280_000);
    await list(context);

    expect(tokens()).toBe(2);
  });

  it('renews a token once when the API refuses it', async () => {
    const context = bench.context();
    await list(context);
    bench.dynatrace.tenant.account.accessTokens = [];

    await list(context);

    expect(tokens()).toBe(2);
  });

  it('gives up when the API refuses the new token as well', async () => {
    bench.dynatrace.faults.add({ path: /objects/, status: 401, times: 9 });

    const error = await failureOf(list());

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('DT_CLIENT_ID');
    expect(bench.requests().filter((request) => request.includes('/objects'))).toHaveLength(2);
  });

  it('says which variables to check when the secret is wrong', async () => {
    const env = { PROD_DT_CLIENT_ID: bench.dynatrace.admin.clientId, PROD_DT_CLIENT_SECRET: 'wrong-secret' };

    const error = await failureOf(list(bench.context({ env, access: { credentials: 'PROD' } })));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('Check PROD_DT_CLIENT_ID and PROD_DT_CLIENT_SECRET');
    expect(error.message).not.toContain('wrong-secret');
  });

  describe('a refusal', () => {
    const LACKED = 'app-engine:apps:run';
    /** Plays the token endpoint as far as a test wants it, for a client that lacks a scope. */
    function refuseWith(body: object, bare: SandboxResponse, status = 400): void {
      bench.dynatrace.faults.add({ path: /sso/, status, body });
      if (bare.status) bench.dynatrace.faults.add({ path: /sso/, ...bare });
    }
    const limited = () => {
      const scopes = ALL_SCOPES.filter((scope) => scope !== LACKED);
      const client = bench.dynatrace.addUser({ email: 'ci@example.com', scopes });
      const env = { DT_CLIENT_ID: client.clientId, DT_CLIENT_SECRET: client.clientSecret };
      const context = bench.context({ env });
      context.need([{ permission: 'settings:objects:read' }]);
      return context;
    };
    const bareGrant = (scope?: string): SandboxResponse => ({
      status: 200,
      body: { access_token: 'bare', expires_in: 300, ...(scope !== undefined && { scope }) },
    });
    const badRequest = { errorCode: 400, message: 'Bad Request', issueId: 'x' };
    const noBare = { status: 0 };

    it.each([
      [
        'an error and the scopes in brackets',
        { error: 'invalid_request', error_description: `OAuth client is missing following scopes [${LACKED}]` },
        noBare,
      ],
      [
        'a message and the scopes in brackets',
        { errorCode: 400, message: `OAuth client is missing following scopes [${LACKED}]` },
        noBare,
      ],
      [
        'invalid_scope and the scope',
        { error: 'invalid_scope', error_description: `the client lacks: ${LACKED}` },
        noBare,
      ],
      [
        'invalid_scope alone',
        { error: 'invalid_scope', error_description: 'the scope is invalid' },
        bareGrant('settings:objects:read'),
      ],
      [
        'invalid_scope to a grant without scopes as well',
        { error: 'invalid_scope' },
        { status: 400, body: { error: 'invalid_scope' } },
      ],
      ['no reason', badRequest, bareGrant('settings:objects:read other')],
      ['no reason, and grants without saying what', badRequest, bareGrant()],
    ])('names the scope that is missing from %s', async (_, body, bare) => {
      const context = limited();
      refuseWith(body, bare);

      const error = await failureOf(getApp(context, 'x'));

      expect(error).toMatchObject({ exitCode: 3, response: { missingScopes: [LACKED] } });
      expect(error.message).toContain(`lacks ${LACKED}.`);
      expect(error.message).toContain('Add it in Account Management');
      expect(error.message).toContain('or create a client there that has it');
    });

    it.each([
      ['the text', { error: 'invalid_request', error_description: 'ClientId or clientSecret is not correct.' }, 400, 1],
      ['the code', { error: 'invalid_client' }, 401, 1],
      ['the refusal of a grant without scopes', badRequest, 400, 2],
    ])('knows wrong credentials from %s', async (_, body, status, asked) => {
      bench.dynatrace.faults.add({ path: /sso/, status, body, times: 9 });

      const error = await failureOf(list());

      expect(error).toMatchObject({ exitCode: 3 });
      expect(error.message).toContain('Check DT_CLIENT_ID and DT_CLIENT_SECRET.');
      expect(tokens()).toBe(asked);
    });

    it('blames nothing but the client when it has every scope and is refused all the same', async () => {
      refuseWith(badRequest, bareGrant('settings:objects:read'));

      expect((await failureOf(list())).message).toContain('Check DT_CLIENT_ID and DT_CLIENT_SECRET.');
    });

    it('may be about the account that was asked for', async () => {
      bench.dynatrace.faults.add({ path: /sso/, status: 400, body: badRequest, times: 9 });
      const accountUuid = bench.dynatrace.tenant.account.uuid;

      const error = await failureOf(listGroups(bench.context({ access: { accountUuid } })));

      expect(error.message).toContain(`whether ${accountUuid} is the account of the client`);
    });

    it.each([404, 405])('is none when something else answers with %s', async (status) => {
      bench.dynatrace.faults.add({ path: /sso/, status, body: 'nothing here', times: 9 });

      const error = await failureOf(list());

      expect(error).toMatchObject({ exitCode: 5 });
      expect(error.message).toContain('expected a token or a refusal, got status');
    });
  });

  describe('a scope that clients may not be able to have', () => {
    const OPTIONAL = 'hyperscaler-authentication:aws:authenticate';
    const description = (scopes: string) => ({
      error: 'invalid_request',
      error_description: `OAuth client is missing following scopes [${scopes}]`,
    });
    const needing = () => {
      const context = bench.context();
      context.need([{ permission: OPTIONAL }]);
      return context;
    };

    it('is left out when it is refused, once and with a warning', async () => {
      bench.dynatrace.faults.add({ path: /sso/, status: 400, body: description(OPTIONAL) });
      const context = needing();

      await list(context);
      await getApp(context, 'x');

      expect(context.cannotHold(OPTIONAL)).toBe(true);
      expect(bench.lines).toEqual([
        `warning: the OAuth client in DT_CLIENT_ID does not have the scope ${OPTIONAL}, continuing without it`,
      ]);
      expect(tokens()).toBe(3);
    });

    it('is left out when the token comes without it', async () => {
      const body = { access_token: 'x', scope: 'settings:objects:read' };
      bench.dynatrace.faults.add({ path: /sso/, status: 200, body });
      const context = needing();
      await list(context);

      expect(context.cannotHold(OPTIONAL)).toBe(true);
      expect(context.cannotHold('settings:objects:read')).toBe(false);
    });

    it('is not what is blamed when another one is missing as well', async () => {
      bench.dynatrace.faults.add({ path: /sso/, status: 400, body: description(`${OPTIONAL}, settings:objects:read`) });

      expect((await failureOf(list(needing()))).message).toContain('lacks settings:objects:read.');
    });
  });

  it.each([
    ['empty', ''],
    ['without a token', { expires_in: 300 }],
    ['no JSON', '<html>'],
  ])('asks again when the answer is %s for a moment', async (_, body) => {
    bench.dynatrace.faults.add({ path: /sso/, status: 200, body, times: 3 });

    await list();

    expect(tokens()).toBe(4);
  });

  it.each([
    ['without a token', { expires_in: 300 }],
    ['no JSON', '<html>'],
  ])('gives up when it stays %s', async (_, body) => {
    bench.dynatrace.faults.add({ path: /sso/, status: 200, body, times: 99 });

    expect(await failureOf(list())).toMatchObject({ exitCode: 5 });
    expect(tokens()).toBe(5);
  });

  it('gives up when the endpoint is down', async () => {
    bench.dynatrace.faults.add({ path: /sso/, status: 503, times: 99 });
    expect(await failureOf(list())).toMatchObject({ exitCode: 5 });
  });

  it.each([200, 400, 502])('never shows a secret, even when a server repeats it with %s', async (status) => {
    const { clientSecret, platformToken } = bench.dynatrace.admin;
    const secrets = () => [
      clientSecret,
      platformToken,
      ...bench.dynatrace.tenant.account.accessTokens.map(({ token }) => token),
    ];
    const context = bench.context();
    await list(context);
    const body = `you sent ${secrets().join(' ')}`;
    bench.dynatrace.faults.add({ path: /objects/, status, body, times: 9 });

    const fromApi = await failureOf(list(context));
    bench.dynatrace.faults.add({ path: /sso/, status, body, times: 9 });
    const fromSso = await failureOf(list());

    for (const text of [fromApi.message, fromSso.message, ...bench.lines]) {
      for (const secret of secrets()) expect(text).not.toContain(secret);
    }
    expect(fromApi.message).toContain('you sent ***');
  });

  describe('platform token', () => {
    it('is used as it is', async () => {
      await list(bench.context({ env: { DYNATRACE_PLATFORM_TOKEN: bench.dynatrace.admin.platformToken } }));

      expect(bench.requests()).toEqual(['GET /objects']);
    });

    it('may have expired, which the API answers with 403', async () => {
      for (const token of bench.dynatrace.tenant.account.platformTokens) token.expiresAt = 1;

      const env = { DYNATRACE_PLATFORM_TOKEN: bench.dynatrace.admin.platformToken };
      const error = await failureOf(list(bench.context({ env })));

      expect(error).toMatchObject({ exitCode: 3 });
      expect(error.message).toContain('Check whether the token in DYNATRACE_PLATFORM_TOKEN has expired');
    });

    it('may lack a scope, which the API names', async () => {
      const { platformToken } = bench.dynatrace.addUser({ email: 'ci@example.com', scopes: ['app-engine:apps:run'] });

      const error = await failureOf(list(bench.context({ env: { DYNATRACE_PLATFORM_TOKEN: platformToken } })));

      expect(error.message).toContain('Add the scope settings:objects:read to the credentials');
    });
  });

  it('names the policy statement for a permission that the user lacks', async () => {
    const client = bench.dynatrace.addUser({ email: 'ci@example.com', policy: 'ALLOW app-engine:apps:run;' });
    const env = { DT_CLIENT_ID: client.clientId, DT_CLIENT_SECRET: client.clientSecret };

    const error = await failureOf(list(bench.context({ env })));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain(`ALLOW settings:objects:read WHERE settings:schemaId = "${SCHEMA}";`);
  });

  it('names the scopes that an API token needs, and what it cannot do', async () => {
    for (const token of bench.dynatrace.tenant.apiTokens) token.scopes = [];
    const context = bench.context({
      env: { DYNATRACE_API_TOKEN: bench.dynatrace.apiToken },
      access: { allowApiToken: true },
    });

    expect((await failureOf(list(context))).message).toContain('settings.read');
    expect(await failureOf(getApp(context, 'x'))).toMatchObject({ exitCode: 2 });
  });
});
