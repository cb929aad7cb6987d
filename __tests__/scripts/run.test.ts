import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHAPE_VERSION } from '../../model/blocks';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { exitCodeOf } from '../../scripts/dynatrace/errors';
import { createRedactor } from '../../scripts/dynatrace/redact';
import { run as runScript } from '../../scripts/run';
import { type Bench, inputOf, MARK, packed, startBench } from './support';

const SECRET = 'planted-secret-value';

describe('a run of a script', () => {
  let bench: Bench;
  let lines: string[];
  beforeEach(async () => {
    bench = await startBench();
    lines = [];
  });
  afterEach(() => bench.close());

  const run = (args: string[], env: NodeJS.ProcessEnv = {}, stdin: string[] = []) =>
    runScript(args, {
      env: { ...bench.env, ...env },
      stdin: async function* () {
        yield* stdin;
      },
      log: (line) => lines.push(line),
      redact: createRedactor([SECRET]),
    });
  const input = (resource: object, report?: string) => inputOf(bench, resource, report);
  const connection = (change = {}) => ({
    environment: bench.dynatrace.url,
    schema: CONNECTION_SCHEMAS.legacy,
    ...MARK,
    name: 'ops',
    role_arn: 'arn:aws:iam::123456789012:role/ops',
    policy_arns: '',
    adopt: false,
    ...change,
  });
  const report = () => join(bench.directory, 'recorded', '42');

  it('reports the object id of what it made, and prints nothing', async () => {
    expect(await run(['legacy-connection', 'create'], input(connection(), report()))).toBe('');

    expect(readFileSync(report(), 'utf8')).toBe(bench.dynatrace.tenant.objects[0]?.objectId);
    expect(lines).toEqual(['connection ops is ready']);
  });

  it('reports what it saw, in words', async () => {
    const host = { ...MARK, environment: bench.dynatrace.url, host: 'a.example.com' };

    await run(['allowed-host', 'look'], input(host, report()));

    expect(readFileSync(report(), 'utf8')).toBe('absent');
  });

  it('reports nothing where nothing is to be remembered, or nobody asks for it', async () => {
    const host = { ...MARK, environment: bench.dynatrace.url, host: 'a.example.com' };

    await run(['allowed-host', 'create'], input(host, report()));
    await run(['legacy-connection', 'create'], input(connection()));

    expect(existsSync(report())).toBe(false);
  });

  it('answers one for one, and a list for a list', async () => {
    await run(['legacy-connection', 'create'], input(connection()));
    const object_id = bench.dynatrace.tenant.objects[0]?.objectId;
    const read = async (resource: object) => JSON.parse(await run(['legacy-connection', 'read'], input(resource)));

    expect(await read(connection({ object_id }))).toMatchObject({ status: 'in-sync' });
    expect(await read([connection({ object_id }), connection({ key: 'x', name: 'x' })])).toMatchObject([
      { status: 'in-sync' },
      { status: 'missing' },
    ]);
  });

  it('asks nobody about an empty list', async () => {
    expect(await run(['legacy-connection', 'read'], input([]))).toBe('[]\n');
    expect(bench.requests()).toEqual([]);
  });

  it.each([
    ['look', 'allowed-host'],
    ['create', 'connection'],
    ['delete', 'connection'],
    ['read', 'connection'],
  ])('refuses to %s what a later version wrote', async (verb, kind) => {
    const later = connection({ host: 'a', v: String(Number(SHAPE_VERSION) + 1) });

    await expect(run([kind, verb], input(verb === 'read' ? [connection(), later] : later))).rejects.toThrow(
      'a later version of dynatrace-aws-workflows wrote this state',
    );
    expect(bench.requests()).toEqual([]);
  });

  it('takes what has no version, or its own, as its own', async () => {
    const { v: _, ...unversioned } = connection() as { v?: string };

    expect(JSON.parse(await run(['legacy-connection', 'read'], input([unversioned, connection()])))).toHaveLength(2);
  });

  it.each([
    ['an unknown kind', ['connections', 'create'], {}, 'unknown command "connections create"'],
    ['an unknown verb', ['connection', 'update'], {}, 'unknown command "connection update"'],
    ['a verb that the kind does not have', ['connection', 'look'], {}, 'unknown command "connection look"'],
    ['an inherited property as a kind', ['constructor', 'create'], {}, 'unknown command "constructor create"'],
    ['an inherited property as a verb', ['connection', 'toString'], {}, 'unknown command "connection toString"'],
    ['nothing', [], {}, 'unknown command ""'],
    ['no input', ['connection', 'create'], {}, 'DYNATRACE_RESOURCE is not set'],
    ['no tenant', ['connection', 'create'], { DYNATRACE_RESOURCE: '{}' }, 'DYNATRACE_TENANT is not set'],
    ['input that is no JSON', ['connection', 'create'], { DYNATRACE_RESOURCE: '{' }, 'DYNATRACE_RESOURCE is not JSON'],
    [
      'input without an environment',
      ['connection', 'create'],
      { DYNATRACE_RESOURCE: '{}', DYNATRACE_TENANT: '{}' },
      'DYNATRACE_RESOURCE has no `environment`',
    ],
  ])('refuses %s', async (_, args, env, message) => {
    const error = await run(args, env).catch((thrown) => thrown);

    expect(error.message).toContain(message);
    expect(exitCodeOf(error)).toBe(2);
  });

  it('says which kinds and verbs there are', async () => {
    await expect(run(['connections', 'create'])).rejects.toMatchObject({
      cure: expect.stringMatching(
        /^usage: dynatrace\.cjs <kind> <look\|create\|delete\|read>.*; kinds are preflight, /,
      ),
    });
    await expect(run(['connection', 'create'])).rejects.toMatchObject({
      cure: expect.stringMatching(/^Terraform sets it\. usage: /),
    });
    const empty = { DYNATRACE_RESOURCE: '{}', DYNATRACE_TENANT: '{}' };
    await expect(run(['connection', 'create'], empty)).rejects.toMatchObject({
      cure: expect.stringMatching(/^usage: /),
    });
  });

  describe('observe', () => {
    const query = (resources: object) =>
      JSON.stringify({ tenant: JSON.stringify(bench.access), resources: packed(resources) });
    const observed = async (stdin: string[], env: NodeJS.ProcessEnv = {}) =>
      (JSON.parse(await run(['observe'], env, stdin)) as { findings: string }).findings;

    it('answers a query that arrives in parts', async () => {
      const text = query({ 'legacy-connection': { ops: connection() } });

      expect(await observed([text.slice(0, 20), text.slice(20)])).toBe(
        'Dynatrace differs from the state (1):\n- legacy-connection ops: missing',
      );
    });

    it.each([
      ['no credentials', {}, { DT_CLIENT_ID: '', DT_CLIENT_SECRET: '' }, 'no Dynatrace credentials'],
      ['a wrong secret', {}, { DT_CLIENT_SECRET: SECRET }, 'DT_CLIENT'],
      [
        'a tenant that is out of reach',
        { environment: 'http://127.0.0.1:1' },
        { DYNATRACE_CALL_TIMEOUT: '1' },
        'got no answer',
      ],
      ['a state of a later version', { v: '99' }, {}, 'a later version'],
      [
        'a name that holds a secret',
        { environment: `http://127.0.0.1:1/${SECRET}` },
        { DYNATRACE_CALL_TIMEOUT: '1' },
        '',
      ],
    ])('never fails a plan: %s', async (_, change, env, said) => {
      const findings = await observed([query({ 'legacy-connection': { ops: connection(change) } })], env);

      expect(findings).toMatch(/^Dynatrace was not compared/);
      expect(findings).toContain(said);
      expect(findings).not.toContain(SECRET);
    });

    it.each(['', 'nonsense', 'null', '{}'])('never fails a plan: a query like %j', async (stdin) => {
      expect(await observed([stdin])).toMatch(/^Dynatrace was not compared: /);
    });
  });
});
