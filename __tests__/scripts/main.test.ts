import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { type Bench, inputOf, MARK, packed, startBench } from './support';

const BUNDLE = 'dist/scripts/dynatrace.cjs';

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('dynatrace.cjs', () => {
  let bench: Bench;
  beforeAll(async () => {
    const program = "import { bundleScripts } from './run.mjs'; await bundleScripts();";
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  });
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  interface RunOptions {
    /** Kills it as soon as its lines are like this. */
    until?: (lines: string) => boolean;
    stdin?: string;
  }

  function run(args: string[], env: NodeJS.ProcessEnv = {}, { until, stdin = '' }: RunOptions = {}): Promise<Result> {
    const child = spawn(process.execPath, [BUNDLE, ...args], { env: { ...bench.env, ...env } });
    child.stdin.end(stdin);
    const result: Result = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (data) => {
      result.stdout += data;
    });
    child.stderr.on('data', (data) => {
      result.stderr += data;
      if (until?.(result.stderr)) child.kill('SIGKILL');
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ ...result, code })));
  }

  const input = (resource: object, report?: string) => inputOf(bench, resource, report);
  const connection = () => ({
    environment: bench.dynatrace.url,
    schema: CONNECTION_SCHEMAS.legacy,
    ...MARK,
    name: 'ops',
    role_arn: 'arn:aws:iam::123456789012:role/ops',
    policy_arns: '',
    adopt: false,
  });
  const report = () => join(bench.directory, 'recorded', '42');

  it('creates, reports, reads and deletes without node_modules', async () => {
    const created = await run(['legacy-connection', 'create'], input(connection(), report()));
    expect(created).toEqual({ code: 0, stdout: '', stderr: 'connection ops is ready\n' });
    const objectId = readFileSync(report(), 'utf8');
    expect(objectId).toBe(bench.dynatrace.tenant.objects[0]?.objectId);

    const one = await run(['legacy-connection', 'read'], input({ ...connection(), object_id: objectId }));
    expect(JSON.parse(one.stdout)).toMatchObject({ status: 'in-sync', objectId });
    const many = await run(
      ['legacy-connection', 'read'],
      input([
        { ...connection(), object_id: objectId },
        { ...connection(), key: 'x', name: 'x' },
      ]),
    );
    expect(JSON.parse(many.stdout)).toMatchObject([{ status: 'in-sync' }, { status: 'missing' }]);
    expect((await run(['legacy-connection', 'read'], input([]))).stdout).toBe('[]\n');

    const deleted = await run(['legacy-connection', 'delete'], input(connection()));
    expect(deleted).toMatchObject({ code: 0, stderr: 'connection ops is deleted\n' });
    expect(bench.dynatrace.tenant.objects).toEqual([]);
  });

  it('goes through the proxy that the environment names', async () => {
    const tunnels: (string | undefined)[] = [];
    const proxy = createServer().on('connect', ({ url = '' }, socket) => {
      tunnels.push(url);
      const [host, port] = url.split(':');
      const target = connect(Number(port), host, () => socket.write('HTTP/1.1 200 Connected\r\n\r\n'));
      socket.pipe(target).pipe(socket);
      for (const one of [socket, target]) one.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

    const created = await run(['legacy-connection', 'create'], {
      ...input(connection(), report()),
      ...{ HTTP_PROXY: address, NO_PROXY: '', no_proxy: '' },
    });
    proxy.close();

    expect(created).toEqual({ code: 0, stdout: '', stderr: 'connection ops is ready\n' });
    expect(new Set(tunnels)).toEqual(new Set([new URL(bench.dynatrace.url).host]));
  });

  it('goes on after it was killed, and reports only what it finished', async () => {
    const app = { environment: bench.dynatrace.url, app_id: 'dynatrace.aws.connector', install: 'hub', timeout: 60 };

    const killed = await run(['hub-app', 'create'], input(app, report()), {
      until: (lines) => lines.includes('PENDING'),
    });
    const again = await run(['hub-app', 'create'], input(app, report()));

    expect([killed.code, again.code]).toEqual([null, 0]);
    expect(existsSync(report())).toBe(false);
    expect(bench.requests().filter((request) => request.includes('install-bundle'))).toHaveLength(1);
  });

  it('looks before anything is written, and reports what was there', async () => {
    const host = { ...MARK, environment: bench.dynatrace.url, host: 'a.example.com' };
    const reports = ['before', 'after'].map((name) => join(bench.directory, 'recorded', name));

    await run(['allowed-host', 'look'], input(host, reports[0]));
    await run(['allowed-host', 'create'], input(host, report()));
    await run(['allowed-host', 'look'], input(host, reports[1]));

    expect(reports.map((path) => readFileSync(path, 'utf8'))).toEqual(['absent', 'present']);
    expect(readdirSync(join(bench.directory, 'recorded')).sort()).toEqual(['after', 'before']);
  });

  it('looks before something is destroyed, where nothing is to be reported', async () => {
    const object = bench.dynatrace.addObject(
      CONNECTION_SCHEMAS.legacy,
      { name: 'ops' },
      { owner: bench.dynatrace.addUser({ email: 'other@example.com' }).user },
    );
    const holding = { schema: CONNECTION_SCHEMAS.legacy, object_id: object.objectId, name: 'ops' };
    const inventory = { environment: bench.dynatrace.url, connections: JSON.stringify([holding]) };

    const result = await run(['inventory', 'look'], input(inventory));

    expect(result.code).toBe(4);
    expect(result.stderr).toContain('1 of 1 connections cannot be seen');
  });

  describe('observe', () => {
    const query = (resources: object) =>
      JSON.stringify({ tenant: JSON.stringify(bench.access), resources: packed(resources) });
    const observed = async (stdin: string, env: NodeJS.ProcessEnv = {}) => {
      const { code, stdout, stderr } = await run(['observe'], env, { stdin });
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as Record<string, string>;
    };

    it('answers with one text, empty when all is well', async () => {
      const missing = { 'legacy-connection': { ops: connection() } };

      expect(await observed(query({}))).toEqual({ findings: '' });
      expect(await observed(query(missing))).toEqual({
        findings: 'Dynatrace differs from the state (1):\n- legacy-connection ops: missing',
      });
    });
  });

  it('loses no host when several scripts start the allow-list at once', async () => {
    const hosts = ['a.example.com', 'b.example.com', 'c.example.com'];

    const results = await Promise.all(
      hosts.map((host) =>
        run(
          ['allowed-host', 'create'],
          input({ ...MARK, environment: bench.dynatrace.url, host }, join(bench.directory, 'recorded', host)),
        ),
      ),
    );

    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    const [list] = bench.dynatrace.tenant.objects.filter(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
    const value = list?.value.allowedOutboundConnections as { hostList: string[] };
    expect([...value.hostList].sort()).toEqual(hosts);
  });

  it.each([
    ['no credentials', { DT_CLIENT_ID: '', DT_CLIENT_SECRET: '' }, 2],
    ['a wrong secret', { DT_CLIENT_SECRET: 'planted-secret-value' }, 3],
  ])('tells %s by its exit code, and shows no secret', async (_, env, code) => {
    const result = await run(['legacy-connection', 'create'], { ...input(connection()), ...env });

    expect(result.code).toBe(code);
    expect(result.stderr).not.toContain('planted-secret-value');
    expect(result.stderr).not.toContain(String(bench.env.DT_CLIENT_ID));
    expect(bench.dynatrace.tenant.objects).toEqual([]);
  });

  it('tells what nobody foresaw in one line, and shows where it happened only when asked', async () => {
    writeFileSync(join(bench.directory, 'file'), '');
    const env = input(connection(), join(bench.directory, 'file', 'x'));
    const result = await run(['legacy-connection', 'create'], env);
    const debugged = await run(['legacy-connection', 'create'], { ...env, DYNATRACE_DEBUG: '1' });

    expect(result.code).toBe(1);
    expect(result.stderr.trim().split('\n').at(-1)).toMatch(/^unexpected failure: .*Set DYNATRACE_DEBUG=1/);
    expect(result.stderr).not.toContain('dynatrace.cjs:');
    expect(debugged.stderr).toContain('dynatrace.cjs:');
  });

  it('prints nothing but its lines: no colours, no warnings', async () => {
    const result = await run(['legacy-connection', 'create'], { ...input(connection()), FORCE_COLOR: '1' });

    expect(result.stderr).toBe('connection ops is ready\n');
  });
});
