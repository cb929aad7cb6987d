import { execFileSync, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

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

  /** Applies, and kills whatever `kill` says at the moment when a request took effect and its answer is lost. */
  async function applyUntil(request: { method: string; path: RegExp; skip?: number }, kill: 'script' | 'everything') {
    const { dynatrace } = workspace.sandbox;
    dynatrace.faults.add({ ...request, reset: 'after' });
    const terraform = spawn(String(workspace.env.TERRAFORM_BINARY_NAME), APPLY, {
      cwd: workspace.stack(),
      env: { ...process.env, ...workspace.env } as NodeJS.ProcessEnv,
      detached: true,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => terraform.once('exit', resolve));
    while (!dynatrace.log.some(({ status }) => status === 0)) await delay(10);
    if (kill === 'script') for (const pid of scriptsBelow(terraform.pid as number)) process.kill(pid, 'SIGKILL');
    else process.kill(-(terraform.pid as number), 'SIGKILL');
    await ended;
    await rm(join(workspace.stack(), '.terraform.tfstate.lock.info'), { force: true });
  }

  async function converge(): Promise<void> {
    succeed(await workspace.terraform([...APPLY, '-lock=false']));
    expect(await workspace.plan()).toEqual({});
    expect(
      objects()
        .map(({ value }) => value.name)
        .sort(),
    ).toEqual(['auto', 'ops']);
    const state = succeed(await workspace.terraform(['show', '-json'])).stdout;
    for (const { objectId } of objects()) expect(state).toContain(objectId);
  }

  const POST_OBJECT = { method: 'POST', path: /settings\/objects$/ };
  it.each([
    ['the script', 'script', 'creating a connection', { ...POST_OBJECT, skip: 1 }],
    ['Terraform and its scripts', 'everything', 'creating a connection', { ...POST_OBJECT, skip: 1 }],
    ['Terraform and its scripts', 'everything', 'installing the app', { method: 'POST', path: /install-bundle$/ }],
    ['Terraform and its scripts', 'everything', 'allowing a host', POST_OBJECT],
    ['the script', 'script', 'setting the role ARN', { method: 'PUT', path: /settings\/objects\/[^/]+$/, skip: 1 }],
    ['the script', 'script', 'sharing', { method: 'POST', path: /permissions$/ }],
  ] as const)('with %s (%s) while %s is made whole by the next', async (_, kill, __, request) => {
    await applyUntil(request, kill);

    await converge();
  });

  it('leaves nothing behind after the destroy that follows', async () => {
    const before = await workspace.sandbox.snapshot();
    await applyUntil({ ...POST_OBJECT, skip: 1 }, 'everything');
    await converge();

    succeed(await workspace.terraform(['destroy', '-auto-approve', '-input=false']));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
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
    expect(refused.stderr.replace(/\s+(│\s+)?/g, ' ')).toContain(
      `Run \`terraform apply -replace='null_resource.connection["auto"]'\``,
    );

    succeed(await cure());
    await converge();
    expect(objects().map(({ objectId }) => objectId)).toEqual(ids);
  });
});

/** Process ids of the scripts that a Terraform process started. */
function scriptsBelow(pid: number): number[] {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), parent: Number(match[2]), args: String(match[3]) }] : []));
  const below = (parent: number): typeof processes =>
    processes.filter((it) => it.parent === parent).flatMap((it) => [it, ...below(it.pid)]);
  return below(pid)
    .filter(({ args }) => args.includes('dynatrace.cjs'))
    .map((it) => it.pid);
}
