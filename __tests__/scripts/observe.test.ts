import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../model/connection';
import { connectionMark } from '../../model/marks';
import { observe } from '../../scripts/observe';
import { type Bench, MARK, packed, startBench } from './support';

const ROLE = 'arn:aws:iam::123456789012:role/ops';

describe('observe', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const query = (resources: object, access: object = {}) =>
    JSON.stringify({ tenant: JSON.stringify({ ...bench.access, ...access }), resources: packed(resources) });
  const look = (resources: object, env = bench.env) => observe(query(resources), env);
  const host = (name: string, change = {}) => ({ ...MARK, environment: bench.dynatrace.url, host: name, ...change });
  const connection = (key: string, change = {}) => ({
    ...MARK,
    key,
    environment: bench.dynatrace.url,
    schema: CONNECTION_SCHEMAS.enhanced,
    name: key,
    role_arn: ROLE,
    ...change,
  });
  const add = (key: string) =>
    bench.dynatrace.addObject(
      CONNECTION_SCHEMAS.enhanced,
      { ...enhancedConnectionValue(key) },
      { externalId: connectionMark({ ...MARK, key }), owner: bench.dynatrace.admin.user },
    ).objectId;
  const allow = (...hostList: string[]) =>
    bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: true, hostList } });

  it('has nothing to say when all is as the state has it, or the state is empty', async () => {
    allow('a.example.com');
    const resources = {
      'allowed-host': { 'a.example.com': host('a.example.com') },
      connection: { ops: connection('ops', { object_id: add('ops') }) },
    };

    expect(await look(resources)).toBe('');
    expect(await look({})).toBe('');
    expect(await look({ connection: {} })).toBe('');
  });

  it('tells what is missing, changed and hidden', async () => {
    allow('a.example.com');
    add('ops');
    const hidden = add('hidden');
    const owner = bench.dynatrace.addUser({ email: 'other@example.com' }).user;
    for (const object of bench.dynatrace.tenant.objects) {
      if (object.objectId === hidden) object.owner = { type: 'user', id: owner.uuid };
    }

    const findings = await look({
      'allowed-host': { 'a.example.com': host('a.example.com'), 'b.example.com': host('b.example.com') },
      connection: { ops: connection('ops', { object_id: 'former' }), hidden: connection('hidden') },
    });

    expect(findings.split('\n')).toEqual([
      'Dynatrace differs from the state (3):',
      '- allowed-host b.example.com: missing',
      expect.stringMatching(/^- connection ops: changed, object_id is \S+ instead of former$/),
      expect.stringMatching(/^- connection hidden: hidden \(these credentials cannot see it\. Use/),
    ]);
  });

  it('tells ten of many', async () => {
    allow('a.example.com');
    const hosts = Array.from({ length: 13 }, (_, index) => `h${index}.example.com`);

    const lines = (await look({ 'allowed-host': Object.fromEntries(hosts.map((one) => [one, host(one)])) })).split(
      '\n',
    );

    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('and 3 more');
  });

  it('tells all of ten', async () => {
    allow('a.example.com');
    const hosts = Array.from({ length: 10 }, (_, index) => `h${index}.example.com`);

    const findings = await look({ 'allowed-host': Object.fromEntries(hosts.map((one) => [one, host(one)])) });

    expect(findings.split('\n')).toHaveLength(11);
    expect(findings).not.toContain('more');
  });

  it('names what is empty, on either side', async () => {
    const objectId = add('ops');
    const settings = { schema: CONNECTION_SCHEMAS.enhanced, object_id: objectId, name: 'ops', role_arn: ROLE };
    const environment = bench.dynatrace.url;

    expect(await look({ 'connection-settings': { ops: { ...settings, environment } } })).toContain(
      `- connection-settings ops: changed, role_arn is nothing instead of ${ROLE}`,
    );
    expect(await look({ connection: { ops: connection('ops') } })).toContain(
      `- connection ops: changed, object_id is ${objectId} instead of nothing`,
    );
  });

  it('tells which kinds could not be read for one reason', async () => {
    const env = { ...bench.env, DT_CLIENT_SECRET: 'wrong' };

    const findings = await look(
      {
        'allowed-host': { a: host('a') },
        'hub-app': { a: { ...MARK, environment: bench.dynatrace.url, app_id: 'a' } },
      },
      env,
    );

    expect(findings).toMatch(/^Dynatrace was not compared \(allowed-host, hub-app\): /);
  });

  it('tells what could not be read beside the rest, once for all that it concerns', async () => {
    const body = { error: { code: 403, message: 'no' } };
    bench.dynatrace.faults.add({ path: /registry/, status: 403, body, times: 10 });
    const app = { ...MARK, environment: bench.dynatrace.url, app_id: 'my.app' };

    const findings = await look({
      'hub-app': { a: app, b: app },
      'allowed-host': { 'b.example.com': host('b.example.com') },
    });

    expect(findings.split('\n')).toEqual([
      'Dynatrace differs from the state (1):',
      '- allowed-host b.example.com: missing',
      expect.stringMatching(/^Dynatrace was not compared \(hub-app\): not allowed to read the app my\.app/),
    ]);
  });

  it('compares what was deployed to another environment with that one', async () => {
    const elsewhere = await startBench({ account: bench.dynatrace.tenant.account });
    elsewhere.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, {
      allowedOutboundConnections: { enforced: true, hostList: ['b.example.com'] },
    });
    allow('a.example.com');

    const findings = await look({
      'allowed-host': {
        'a.example.com': host('a.example.com'),
        'b.example.com': host('b.example.com', { environment: elsewhere.dynatrace.url }),
      },
    });

    expect(elsewhere.requests()).not.toEqual([]);
    expect(findings).toBe('');
    await elsewhere.close();
  });

  it.each([
    ['text that is no JSON', 'nonsense'],
    ['nothing', ''],
    ['JSON of another kind', 'null'],
    ['JSON with text that is none', JSON.stringify({ tenant: 'x', resources: packed({}) })],
    ['an unknown kind', JSON.stringify({ tenant: '{}', resources: packed({ unknown: { a: {} } }) })],
    ['resources that are not compressed', JSON.stringify({ tenant: '{}', resources: '{}' })],
  ])('never fails: %s', async (_, text) => {
    expect(await observe(text, bench.env)).toMatch(/^Dynatrace was not compared: /);
  });

  it('never fails: no credentials', async () => {
    const findings = await look({ 'allowed-host': { a: host('a.example.com') } }, {});

    expect(findings).toMatch(/^Dynatrace was not compared: no Dynatrace credentials in the environment/);
  });

  it('never fails: a tenant that is out of reach', async () => {
    const findings = await look(
      { 'allowed-host': { a: host('a.example.com', { environment: 'http://127.0.0.1:1' }) } },
      { ...bench.env, DYNATRACE_CALL_TIMEOUT: '1' },
    );

    expect(findings).toMatch(/^Dynatrace was not compared \(allowed-host\): .* got no answer/);
  });

  it('never fails: a state of a later version', async () => {
    const findings = await look({ 'allowed-host': { a: host('a.example.com', { v: '99' }) } });

    expect(findings).toContain('a later version of dynatrace-aws-workflows wrote this state');
    expect(bench.requests()).toEqual([]);
  });

  it.each(['silent', 'dripping'] as const)('tells what it can beside a service that is %s', async (hangs) => {
    bench.dynatrace.faults.add({ path: /registry/, hangs, times: 100 });
    const app = { ...MARK, environment: bench.dynatrace.url, app_id: 'my.app' };
    const questions = { 'hub-app': { a: app }, 'allowed-host': { 'b.example.com': host('b.example.com') } };

    const findings = await observe(query(questions), bench.env, 6_000);

    expect(findings).toContain('- allowed-host b.example.com: missing');
    expect(findings).toMatch(/was not compared \(hub-app\): .*no complete answer within .* a call may take 3 s/);
  });

  it('does not wait for ever', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const ssoUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;

    const env = { ...bench.env, DYNATRACE_CALL_TIMEOUT: '1' };

    const findings = await observe(query({ 'allowed-host': { a: host('a.example.com') } }, { ssoUrl }), env, 20);

    // The limit of the call and that of the whole look are near each other here, and either may end first.
    expect(findings).toMatch(/^Dynatrace was not compared.*: .*no (complete )?answer within 0(\.02)? s\./);
    silent.closeAllConnections();
    silent.close();
  });
});
