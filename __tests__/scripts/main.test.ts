import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { SCRIPT_VARIABLES } from '../../model/script-input';
import { type Bench, startBench } from './support';

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

  function run(args: string[], env: NodeJS.ProcessEnv = {}, until?: (line: string) => boolean): Promise<Result> {
    const child = spawn(process.execPath, [BUNDLE, ...args], { env: { ...bench.env, ...env } });
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

  const input = (resource: object, report?: string) => ({
    [SCRIPT_VARIABLES.tenant]: JSON.stringify(bench.access),
    [SCRIPT_VARIABLES.resource]: JSON.stringify(resource),
    ...(report ? { [SCRIPT_VARIABLES.report]: report } : {}),
  });
  const connection = () => ({
    environment: bench.dynatrace.url,
    schema: CONNECTION_SCHEMAS.legacy,
    owner: 'shop',
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
    const many = await run(['legacy-connection', 'read'], input([connection(), { ...connection(), name: 'x' }]));
    expect(JSON.parse(many.stdout)).toMatchObject([{ status: 'in-sync' }, { status: 'missing' }]);
    expect((await run(['legacy-connection', 'read'], input([]))).stdout).toBe('[]\n');

    const deleted = await run(['legacy-connection', 'delete'], input(connection()));
    expect(deleted).toMatchObject({ code: 0, stderr: 'connection ops is deleted\n' });
    expect(bench.dynatrace.tenant.objects).toEqual([]);
  });

  it('keeps the trace of its work until the report is written', async () => {
    const app = { environment: bench.dynatrace.url, app_id: 'dynatrace.aws.connector', install: 'hub', timeout: 60 };
    const env = input(app, report());
    const pending = join(bench.directory, 'recorded', 'hub-app.pending');

    const killed = await run(['hub-app', 'create'], env, (text) => text.includes('PENDING'));
    expect(killed.code).toBeNull();
    expect([existsSync(pending), existsSync(report())]).toEqual([true, false]);

    expect(await run(['hub-app', 'create'], env)).toMatchObject({ code: 0 });
    expect(readFileSync(report(), 'utf8')).toBe('installed');
    expect(existsSync(pending)).toBe(false);
  });

  it('loses no host when several scripts start the allow-list at once', async () => {
    const hosts = ['a.example.com', 'b.example.com', 'c.example.com'];

    const results = await Promise.all(
      hosts.map((host) =>
        run(
          ['allowed-host', 'create'],
          input({ environment: bench.dynatrace.url, host }, join(bench.directory, 'recorded', host)),
        ),
      ),
    );

    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    const [list] = bench.dynatrace.tenant.objects.filter(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
    const value = list?.value.allowedOutboundConnections as { hostList: string[] };
    expect([...value.hostList].sort()).toEqual(hosts);
  });

  it.each([
    ['an unknown kind', ['connections', 'create'], {}, 2, 'unknown command "connections create"'],
    ['an unknown verb', ['connection', 'update'], {}, 2, 'kinds are preflight'],
    ['an inherited property', ['constructor', 'create'], {}, 2, 'unknown command'],
    ['no input', ['connection', 'create'], {}, 2, 'DYNATRACE_RESOURCE is not set'],
    [
      'input that is no JSON',
      ['connection', 'create'],
      { DYNATRACE_RESOURCE: '{' },
      2,
      'DYNATRACE_RESOURCE is not JSON',
    ],
    [
      'input without an environment',
      ['connection', 'create'],
      { DYNATRACE_RESOURCE: '{}', DYNATRACE_TENANT: '{}' },
      2,
      'has no `environment`',
    ],
  ])('ends with a line about %s', async (_, args, env, code, message) => {
    const result = await run(args, env);

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
    expect(result.stderr.trimEnd()).not.toContain('\n');
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
