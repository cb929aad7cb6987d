import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { essence, requireNothingToDo } from '../support/consistency';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

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

  it('of a destroy is followed by one that leaves nothing', async () => {
    succeed(await workspace.terraform(APPLY));
    await interrupt(DESTROY, 12);

    succeed(await workspace.terraform(DESTROY));

    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
  });
});
