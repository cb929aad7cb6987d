import { execFileSync, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, type Fault, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(180_000);

const APPLY = ['apply', '-auto-approve', '-input=false'];

/** What is left when a script or Terraform is killed between two requests, and what the next apply makes of it. */
describe('an apply that is killed', () => {
  let workspace: Workspace;
  const connections = {
    auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
    ops: { account: 'main' },
  };

  beforeEach(async () => {
    workspace = await createWorkspace();
    workspace.sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    await workspace.synthesizeDynatraceSide(workspace.deployment({ connections }));
    succeed(await workspace.terraform(['version']));
  });
  afterEach(() => workspace.close());

  const objects = () =>
    workspace.sandbox.dynatrace.tenant.objects.filter(({ schemaId }) =>
      (Object.values(CONNECTION_SCHEMAS) as string[]).includes(schemaId),
    );

  /** Applies, and kills whatever `kill` says at the moment when the answer to a request is lost. */
  async function applyUntil(request: Omit<Fault, 'status'>, kill: 'script' | 'everything') {
    const { dynatrace } = workspace.sandbox;
    dynatrace.faults.add({ reset: 'after', ...request });
    const terraform = spawn(String(workspace.env.TERRAFORM_BINARY_NAME), APPLY, {
      cwd: workspace.stack(),
      env: { ...process.env, ...workspace.env } as NodeJS.ProcessEnv,
      detached: true,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => terraform.once('exit', resolve));
    while (!dynatrace.log.some(({ status }) => status === 0)) await delay(10);
    const pid = terraform.pid as number;
    if (kill === 'script') signalScripts(pid, 'SIGKILL');
    else {
      // Terraform has written its state as soon as it waits for the scripts alone: in the midst of it, it would lose it.
      signalScripts(pid, 'SIGSTOP');
      await delay(500);
      process.kill(-pid, 'SIGKILL');
    }
    await ended;
    await rm(join(workspace.stack(), '.terraform.tfstate.lock.info'), { force: true });
  }

  async function converge(): Promise<void> {
    succeed(await workspace.terraform([...APPLY, '-lock=false']));
    await expectWhole();
  }

  async function expectWhole(): Promise<void> {
    expect(await workspace.plan()).toEqual({});
    expect(
      objects()
        .map(({ value }) => value.name)
        .sort(),
    ).toEqual(['auto', 'ops']);
    const state = succeed(await workspace.terraform(['show', '-json'])).stdout;
    for (const { objectId } of objects()) expect(state).toContain(objectId);
    expect(await workspace.command('drift')).toMatchObject({ code: 0 });
  }

  const POST_OBJECT = { method: 'POST', path: /settings\/objects$/ };
  const POST_HOST = { ...POST_OBJECT, contains: ALLOWED_HOSTS_SCHEMA };
  const POST_CONNECTION = { ...POST_OBJECT, contains: 'hyperscaler-authentication' };
  const PUT_OBJECT = { method: 'PUT', path: /settings\/objects\/[^/]+$/ };
  const PUT_HOST = { ...PUT_OBJECT, contains: 'amazonaws.com' };
  const PUT_ROLE = { ...PUT_OBJECT, contains: 'roleArn' };
  const INSTALL = { method: 'POST', path: /install-bundle$/ };

  it.each([
    ['the script', 'script', 'creating a connection', POST_CONNECTION],
    ['Terraform and its scripts', 'everything', 'installing the app', INSTALL],
    ['Terraform and its scripts', 'everything', 'allowing a host', POST_HOST],
    ['the script', 'script', 'setting the role ARN', PUT_ROLE],
    ['the script', 'script', 'sharing', { method: 'POST', path: /permissions$/ }],
  ] as const)('with %s (%s) while %s is made whole by the next', async (_, kill, __, request) => {
    await applyUntil(request, kill);

    await converge();
  });

  /**
   * Terraform writes what it is about to provision to the state whenever something else is finished, and then does not
   * know that it was killed meanwhile.
   */
  const HELD = { ...POST_CONNECTION, delayMs: 4_000 };

  it('with Terraform while creating one of two connections goes on by the deploy command, and the next apply says how', async () => {
    const before = await workspace.sandbox.snapshot();
    await applyUntil({ ...HELD, skip: 1 }, 'everything');

    const refused = await workspace.terraform([...APPLY, '-lock=false']);
    expect(refused.code).toBe(1);
    expect(said(refused)).toMatch(
      /Run `terraform apply -replace='null_resource\.(legacy_)?connection\["(auto|ops)"\]'`/,
    );

    succeed(await workspace.command('deploy', ['--auto-approve']));
    await expectWhole();
    succeed(await workspace.terraform(['destroy', '-auto-approve', '-input=false']));
    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });

  it('with Terraform while not yet allowing a host is made whole by the deploy command', async () => {
    await applyUntil({ ...POST_HOST, reset: 'before' }, 'everything');

    succeed(await workspace.command('deploy', ['--auto-approve']));
    await expectWhole();
  });

  it('with Terraform before one of two hosts was allowed shows in the next plan, and is made whole by the deploy command', async () => {
    await workspace.synthesizeDynatraceSide(workspace.deployment({ connections, allowedHosts: ['*.example.com'] }));
    await applyUntil({ ...HELD, ...PUT_HOST, reset: 'before' }, 'everything');

    const apply = succeed(await workspace.terraform([...APPLY, '-lock=false']));
    expect(said(apply)).toMatch(/allowed-host \S+: missing/);

    succeed(await workspace.command('deploy', ['--auto-approve']));
    await expectWhole();
  });

  it.each([
    [
      'by replacing what creates it',
      () => workspace.terraform([...APPLY, `-replace=null_resource.connection["auto"]`]),
    ],
    ['by the deploy command, which does so itself', () => workspace.command('deploy', ['--auto-approve'])],
  ])('refuses to go on without an object id, and gets it back %s', async (_, cure) => {
    succeed(await workspace.terraform(APPLY));
    const ids = objects().map(({ objectId }) => objectId);
    succeed(await workspace.terraform(['state', 'rm', 'null_resource.connection_id["auto"]']));
    await rm(join(workspace.stack(), 'recorded'), { recursive: true });

    const refused = await workspace.terraform(['plan', '-input=false']);
    expect(refused.code).toBe(1);
    expect(said(refused)).toContain(`Run \`terraform apply -replace='null_resource.connection["auto"]'\``);

    succeed(await cure());
    await converge();
    expect(objects().map(({ objectId }) => objectId)).toEqual(ids);
  });
});

/** Signals the scripts that a Terraform process started. */
function signalScripts(pid: number, signal: NodeJS.Signals): void {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), parent: Number(match[2]), args: String(match[3]) }] : []));
  const below = (parent: number): typeof processes =>
    processes.filter((it) => it.parent === parent).flatMap((it) => [it, ...below(it.pid)]);
  for (const script of below(pid)) if (script.args.includes('dynatrace.cjs')) process.kill(script.pid, signal);
}
