import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { essence, requireNothingToDo } from '../support/consistency';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(600_000);

const APPLY = ['apply', '-auto-approve', '-input=false'];
const DESTROY = ['destroy', '-auto-approve', '-input=false'];

/** Ctrl-C reaches Terraform and every script that it runs. Wherever it comes, the next run ends what was begun. */
describe('an interrupt', () => {
  let workspace: Workspace;
  let untouched: object;
  let whole: unknown;
  let requests: number;
  const log = () => workspace.sandbox.dynatrace.log;

  beforeAll(async () => {
    workspace = await createWorkspace();
    workspace.sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    untouched = await workspace.sandbox.snapshot();
    await workspace.synthesizeDynatraceSide(
      workspace.deployment({
        accountUuid: workspace.sandbox.dynatrace.tenant.account.uuid,
        connections: {
          auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
          ops: { account: 'main' },
        },
        workflowActors: { bot: { serviceUser: { create: 'Bot' }, connections: 'all' } },
      }),
    );
    succeed(await workspace.terraform(['version']));
    log().length = 0;
    succeed(await workspace.terraform(APPLY));
    requests = log().length;
    whole = await essence(workspace);
    succeed(await workspace.terraform(DESTROY));
  });
  // One that fails must not fail those that follow.
  afterEach(() => workspace.terraform(DESTROY));
  afterAll(() => workspace.close());

  /** Runs Terraform, and interrupts it with everything below it once the sandbox has answered a number of requests. */
  async function interrupt(args: string[], answered: number): Promise<void> {
    log().length = 0;
    const terraform = spawn(String(workspace.env.TERRAFORM_BINARY_NAME), args, {
      cwd: workspace.stack(),
      env: { ...process.env, ...workspace.env } as NodeJS.ProcessEnv,
      detached: true,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => terraform.once('exit', resolve));
    while (log().length < answered && terraform.exitCode === null) await delay(2);
    expect(terraform.exitCode).toBeNull();
    process.kill(-(terraform.pid as number), 'SIGINT');
    await ended;
  }

  it.each([0.02, 0.12, 0.22, 0.32, 0.42, 0.52, 0.62, 0.72, 0.82, 0.92])(
    'after %d of the requests of an apply is followed by a whole one',
    async (part) => {
      await interrupt(APPLY, Math.ceil(part * requests));

      succeed(await workspace.terraform(APPLY));
      await requireNothingToDo(workspace);
      expect(await essence(workspace)).toEqual(whole);
      succeed(await workspace.terraform(DESTROY));
      expect(await workspace.sandbox.snapshot()).toEqual(untouched);
    },
  );

  it.each([0.05, 0.5, 0.9])(
    'after %d of the requests of an apply is followed by a destroy that leaves nothing',
    async (part) => {
      await interrupt(APPLY, Math.ceil(part * requests));

      succeed(await workspace.terraform(DESTROY));

      expect(await workspace.sandbox.snapshot()).toEqual(untouched);
    },
  );

  /**
   * Kills Terraform alone, while it waits for scripts that go on: in the midst of writing its state, it would lose that.
   *
   * @param answered how many requests are answered before the others are held
   */
  async function kill(args: string[], answered: number): Promise<void> {
    const { faults } = workspace.sandbox.dynatrace;
    log().length = 0;
    faults.add({ path: /./, skip: answered, times: 100_000, delayMs: 2_000 });
    const terraform = spawn(String(workspace.env.TERRAFORM_BINARY_NAME), args, {
      cwd: workspace.stack(),
      env: { ...process.env, ...workspace.env } as NodeJS.ProcessEnv,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => terraform.once('exit', resolve));
    while (log().length < answered) await delay(10);
    await delay(1_000);
    expect(terraform.exitCode).toBeNull();
    terraform.kill('SIGKILL');
    await ended;
    faults.clear();
  }
  const lockFile = () => join(workspace.directory, '.terraform.sandbox.tfstate.lock.info');

  it.each([0.15, 0.4, 0.65, 0.9])(
    'by kill -9 after %d of the requests of an apply is mended by the deploy command',
    async (part) => {
      await kill(APPLY, Math.floor(part * requests));
      expect(existsSync(lockFile())).toBe(true);

      succeed(await workspace.command('deploy', ['--auto-approve']));
      await requireNothingToDo(workspace);
      expect(await essence(workspace)).toEqual(whole);
      succeed(await workspace.terraform(DESTROY));
      expect(await workspace.sandbox.snapshot()).toEqual(untouched);
    },
  );

  it.each([0.3, 0.7])(
    'by kill -9 in an apply after %d of its requests is followed by a whole destroy',
    async (part) => {
      await kill(APPLY, Math.floor(part * requests));

      succeed(await workspace.command('destroy', ['sandbox', '--auto-approve']));

      expect(await workspace.sandbox.snapshot()).toEqual(untouched);
    },
  );

  it.each([10, 20, 30])('by kill -9 after %d requests of a destroy is followed by a whole one', async (answered) => {
    succeed(await workspace.terraform(APPLY));
    await kill(DESTROY, answered);

    succeed(await workspace.command('destroy', ['sandbox', '--auto-approve']));

    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
  });

  it('of the way to the backend leaves the state on this machine, and the next run asks for it first', async () => {
    const stored: string[] = [];
    let open = false;
    const backend = createServer((request, response) => {
      let text = '';
      request.on('data', (part) => {
        text += part;
      });
      request.on('end', () => {
        if (request.method === 'GET') response.writeHead(stored.length > 0 ? 200 : 404).end(stored.at(-1));
        else response.writeHead(open ? 200 : 400).end();
        if (request.method === 'POST' && open) stored.push(text);
      });
    });
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
    const override = join(workspace.stack(), 'zzz_backend_override.tf.json');
    await writeFile(override, JSON.stringify({ terraform: { backend: { http: { address, retry_max: 0 } } } }));
    succeed(await workspace.terraform(['init', '-input=false', '-reconfigure']));

    const unstored = await workspace.terraform(APPLY);
    expect(said(unstored)).toContain('Failed to save state');
    open = true;
    for (const refused of [
      await workspace.command('deploy', ['--auto-approve']),
      await workspace.command('destroy', ['sandbox', '--auto-approve']),
    ]) {
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('could not store its state');
      expect(refused.stderr).toContain('state push errored.tfstate');
    }
    succeed(await workspace.terraform(['state', 'push', 'errored.tfstate']));
    await rm(join(workspace.stack(), 'errored.tfstate'));
    succeed(await workspace.command('destroy', ['sandbox', '--auto-approve']));

    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
    await rm(override);
    await rm(join(workspace.stack(), '.terraform', 'terraform.tfstate'));
    succeed(await workspace.terraform(['init', '-input=false', '-reconfigure']));
    backend.close();
  });

  it('of a destroy is followed by one that leaves nothing', async () => {
    succeed(await workspace.terraform(APPLY));
    await interrupt(DESTROY, 12);

    succeed(await workspace.terraform(DESTROY));

    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
  });
});
