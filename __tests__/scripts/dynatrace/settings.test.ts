import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import type { ApiRequest } from '../../../scripts/dynatrace/context';
import { listHiddenObjects, listObjects } from '../../../scripts/dynatrace/settings-read';
import { createObject, updateObject } from '../../../scripts/dynatrace/settings-write';
import { type Bench, failureOf, startBench } from '../support';

const SCHEMA = CONNECTION_SCHEMAS.enhanced;

describe('settings', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const add = (name: string, fields = {}) =>
    bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue(name) }, fields);
  const create = (value: unknown = enhancedConnectionValue('ops')) =>
    createObject(bench.context(), { schemaId: SCHEMA, value });

  it('reads every page of a list', async () => {
    for (let index = 0; index < 501; index += 1) add(`connection-${index}`);

    expect(await listObjects(bench.context(), SCHEMA)).toHaveLength(501);
    expect(bench.requests().filter((request) => request === 'GET /objects')).toHaveLength(2);
  });

  it('leaves out what the server should have left out of a list', async () => {
    const object = (name: string, fields = {}) => ({ objectId: name, value: enhancedConnectionValue(name), ...fields });
    const items = [
      object('ops', { externalId: 'mine', schemaId: SCHEMA, scope: 'environment' }),
      object('ops', { externalId: 'other' }),
      object('dev', { externalId: 'mine' }),
      object('ops', { externalId: 'mine', scope: 'HOST-1' }),
      { objectId: 'x', externalId: 'mine', schemaId: 'builtin:other', value: { name: 'ops' } },
    ];
    bench.dynatrace.faults.add({ path: /objects/, status: 200, body: { items } });

    const found = await listObjects(bench.context(), SCHEMA, { name: 'ops', externalId: 'mine' });

    expect(found).toEqual([items[0]]);
  });

  it('asks for a further page by its key alone, and follows no circle', async () => {
    const urls: string[] = [];
    const pages = [
      { items: [], nextPageKey: 'a' },
      { items: [], nextPageKey: 'b' },
      { items: [], nextPageKey: 'a' },
    ];
    const context = bench.context();
    const send = <T>(request: ApiRequest<T>) => {
      urls.push(Object.keys(request.query ?? {}).join());
      return Promise.resolve({ body: pages[urls.length - 1] as T });
    };

    const error = await failureOf(listObjects({ ...context, send }, SCHEMA));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain('leads back to an earlier one');
    expect(urls.slice(1)).toEqual(['nextPageKey', 'nextPageKey']);
  });

  it.each([
    ['an enhanced connection whose role is no text', SCHEMA, { name: 'a', awsWebIdentity: { roleArn: 1 } }],
    ['a legacy connection without a name', CONNECTION_SCHEMAS.legacy, {}],
    ['an allow-list without enforcement', ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { hostList: [] } }],
    [
      'an allow-list of no texts',
      ALLOWED_HOSTS_SCHEMA,
      { allowedOutboundConnections: { enforced: true, hostList: [1] } },
    ],
  ])('believes no list with %s', async (_, schemaId, value) => {
    bench.dynatrace.faults.add({ path: /objects/, status: 200, body: { items: [{ objectId: 'x', value }] } });

    const error = await failureOf(listObjects(bench.context(), schemaId));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain('expected a page of settings objects');
  });

  it('shows what others own only with admin access, and tells when there is none', async () => {
    add('theirs', { owner: bench.dynatrace.addUser({ email: 'other@example.com' }).user });
    const limited = bench.dynatrace.addUser({ email: 'ci@example.com', scopes: ['settings:objects:read'] });
    const env = { DYNATRACE_PLATFORM_TOKEN: limited.platformToken };

    expect(await listObjects(bench.context(), SCHEMA)).toEqual([]);
    expect(await listHiddenObjects(bench.context(), SCHEMA, { name: 'theirs' })).toHaveLength(1);
    expect(await listHiddenObjects(bench.context({ env }), SCHEMA, { name: 'theirs' })).toBeUndefined();
  });

  it('passes on a failure of the admin list that is not about access', async () => {
    bench.dynatrace.faults.add({ path: /objects/, status: 400, body: { error: { code: 400, message: 'odd' } } });

    expect((await failureOf(listHiddenObjects(bench.context(), SCHEMA, {}))).message).toContain('odd');
  });

  it.each([
    [
      'an array',
      [
        {
          code: 400,
          error: { code: 400, message: 'no', constraintViolations: [{ path: 'builtin:x/0/a/b', message: 'bad' }] },
        },
      ],
    ],
    [
      'an envelope',
      { error: { code: 400, message: 'no', constraintViolations: [{ path: 'builtin:x/0/a/b', message: 'bad' }] } },
    ],
    [
      'one item',
      {
        code: 400,
        error: { code: 400, message: 'no', constraintViolations: [{ path: 'builtin:x/0/a/b', message: 'bad' }] },
      },
    ],
    [
      'the gateway',
      {
        error: {
          code: 400,
          message: 'no',
          details: { constraintViolations: [{ path: 'builtin:x/0/a/b', message: 'bad' }] },
        },
      },
    ],
  ])('reads a violation from %s', async (_, body) => {
    bench.dynatrace.faults.add({ method: 'POST', path: /objects/, status: 400, body });

    const error = await failureOf(create());

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('`a/b` bad');
  });

  it('reads the scope that a classic refusal names in its text alone', async () => {
    const message = 'OAuth token is missing required scope. Use one of: [settings:objects:write, settings.write]';
    bench.dynatrace.faults.add({ path: /objects/, status: 403, body: { error: { code: 403, message } } });

    const error = await failureOf(create());

    expect(error).toMatchObject({ exitCode: 3, response: { missingScopes: ['settings:objects:write'] } });
    expect(error.message).toContain('Add the scope settings:objects:write to the credentials in DT_CLIENT_ID.');
  });

  it.each([200, 207])('finds the failure of an item in an answer with %s', async (status) => {
    const body = [{ code: 409, error: { code: 409, message: 'conflicting' } }];
    bench.dynatrace.faults.add({ method: 'POST', path: /objects/, status, body });

    const error = await failureOf(create());

    expect(error).toMatchObject({ exitCode: 4 });
    expect(error.message).toContain('conflicting');
  });

  it('fails when a create answers with no object id at all', async () => {
    bench.dynatrace.faults.add({ method: 'POST', path: /objects/, status: 200, body: [] });

    expect(await failureOf(create())).toMatchObject({ exitCode: 5 });
  });

  it.each([
    [200, '<html>Sign in</html>', 5],
    [404, '<html>Not here</html>', 5],
    [400, '<html>Not like this</html>', 5],
    [502, 'bad gateway', 5],
    [403, 'blocked by proxy', 3],
  ])('shows the beginning of an answer %s that is no JSON', async (status, body, exitCode) => {
    bench.dynatrace.faults.add({ path: /objects/, status, body, headers: { 'content-type': 'text/html' }, times: 9 });

    const error = await failureOf(create());

    expect(error).toMatchObject({ exitCode });
    expect(error.message).toContain(`status ${status}, text/html, "${body}"`);
  });

  it('shows no more than 200 characters of it', async () => {
    bench.dynatrace.faults.add({ path: /objects/, status: 200, body: 'x'.repeat(5_000) });

    expect((await failureOf(create())).message.length).toBeLessThan(600);
  });

  it.each([409, 412] as const)('calls a stale update token a conflict (%s)', async (status) => {
    bench.dynatrace.behaviour.staleTokenStatus = status;
    const { objectId } = add('ops');
    const change = { schemaId: SCHEMA, objectId, value: enhancedConnectionValue('ops2'), updateToken: 'stale' };

    expect(await failureOf(updateObject(bench.context(), change))).toMatchObject({ exitCode: 4 });
  });

  it('says that a tenant is out of reach, and what to check', async () => {
    const context = bench.context();
    await bench.dynatrace.close();

    const error = await failureOf(listObjects(context, SCHEMA));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain('Check the address');
  });
});
