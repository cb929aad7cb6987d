import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addressOf, type Block, blocksOf } from '../../model/blocks';
import type { Kind } from '../../model/kind-types';
import { KIND_NAMES } from '../../model/kinds';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

const APPLY = ['apply', '-auto-approve', '-input=false'];
const DESTROY = ['destroy', '-auto-approve', '-input=false'];

const APP = 'dynatrace.aws.connector';
const HOST = '*.amazonaws.com';

/** An instance of every kind that has a guard. */
const KEYS: Partial<Record<Kind, string>> = {
  'hub-app': APP,
  'allowed-host': HOST,
  'workflow-actor': 'bot',
  connection: 'auto',
  'legacy-connection': 'ops',
  'connection-share': 'auto/all-users',
};

/** What is taken from a state by hand, and what a destroy can and cannot know afterwards: docs/removal.md. */
describe('what a state no longer knows', () => {
  let workspace: Workspace;
  let untouched: object;
  const terraform = (...args: string[]) => workspace.terraform(args);
  const dynatrace = () => workspace.sandbox.dynatrace;
  const deployment = (more: object = {}) =>
    workspace.deployment({
      accountUuid: dynatrace().tenant.account.uuid,
      connections: {
        auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
        ops: { account: 'main' },
      },
      workflowActors: { bot: { serviceUser: { create: 'Bot' }, connections: 'all' } },
      ...more,
    });
  const addresses = (block: Block, kinds = KIND_NAMES) =>
    kinds
      .filter((kind) => blocksOf(kind).includes(block) && KEYS[kind] !== undefined)
      .map((kind) => addressOf(kind, block, KEYS[kind]));
  const taint = async (found: string[]) => {
    for (const address of found) succeed(await terraform('taint', address));
  };
  const names = () => ({
    apps: [...dynatrace().tenant.apps.keys()],
    objects: dynatrace()
      .tenant.objects.map(({ value }) => value.name ?? 'hosts')
      .sort(),
    users: dynatrace().tenant.account.users.flatMap(({ name }) => (name && name !== 'admin' ? [name] : [])),
    policies: dynatrace().tenant.account.policies.filter(({ name }) => name.includes('bot')).length,
  });
  const APP_AND_HOST = { apps: [APP], objects: ['hosts'], users: [], policies: 0 };
  const removeByHand = () => {
    dynatrace().tenant.apps.clear();
    dynatrace().removeObjects(() => true);
  };

  beforeAll(async () => {
    workspace = await createWorkspace();
    dynatrace().behaviour.assumeRole = async () => ({ ok: true });
    untouched = await workspace.sandbox.snapshot();
  });
  beforeEach(async () => {
    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await terraform(...APPLY));
  });
  afterEach(async () => expect(await workspace.sandbox.snapshot()).toEqual(untouched));
  afterAll(() => workspace.close());

  it('stays known after any one of its blocks was made again on another machine', async () => {
    for (const block of ['guard', 'before', 'look'] as const) {
      const found = addresses(block, ['hub-app', 'allowed-host']);
      await rm(join(workspace.stack(), 'recorded'), { recursive: true, force: true });
      if (block === 'before') {
        // It is made again from nothing: the look has to be repeated, which the deploy command does.
        succeed(await terraform('state', 'rm', ...found));
        const refused = await terraform(...APPLY);
        expect(refused.code).toBe(1);
        expect(said(refused)).toContain(`Whether "${APP}" was there before is not recorded here`);
        expect(said(refused)).toContain(`-replace='null_resource.hub_app_look["${APP}"]'`);
        succeed(await workspace.command('deploy', ['--auto-approve']));
      } else {
        await taint(found);
        succeed(await terraform(...APPLY));
      }
    }

    succeed(await terraform(...DESTROY));
  });

  it('is looked for again on another machine, when the run that looked was stopped before anything was written', async () => {
    succeed(await terraform(...DESTROY));
    await workspace.synthesizeDynatraceSide(deployment({ allowedHosts: ['*.example.com'] }));
    // The second of the two looks at hosts fails, so that the answer of the first one is in no state.
    dynatrace().faults.add({ method: 'GET', path: /settings\/objects$/, skip: 1, times: 1, status: 400 });
    const stopped = await terraform(...APPLY);
    expect(stopped.code).toBe(1);
    await rm(join(workspace.stack(), 'recorded'), { recursive: true, force: true });

    succeed(await workspace.command('deploy', ['--auto-approve']));
    expect(names().objects).toContain('hosts');
    succeed(await terraform(...DESTROY));
  });

  it('about app and host is lost with all that held it: they count as present before, and stay', async () => {
    const held = (['look', 'before', 'guard'] as const).flatMap((block) =>
      addresses(block, ['hub-app', 'allowed-host']),
    );
    succeed(await terraform('state', 'rm', ...held));
    succeed(await terraform(...APPLY));

    const { stdout } = succeed(await terraform(...DESTROY));

    expect(stdout).toContain(`app ${APP} stays, because it was installed before`);
    expect(stdout).toContain(`host ${HOST} stays, because it was allowed before`);
    expect(names()).toEqual(APP_AND_HOST);
    removeByHand();
  });

  it('lives on when its guard was tainted and Terraform destroys; sweep finds all that carries a mark', async () => {
    await taint(addresses('guard'));
    succeed(await terraform(...DESTROY));
    expect(names()).toEqual({ apps: [APP], objects: ['auto', 'hosts', 'ops'], users: ['Bot'], policies: 1 });

    const found = await workspace.command('sweep');
    const asked = await workspace.command('sweep', ['--delete']);
    const swept = await workspace.command('sweep', ['--delete', '--auto-approve']);

    expect([found.code, asked.code, swept.code]).toEqual([2, 1, 0]);
    for (const what of ['connection auto', 'connection ops', 'service user Bot', 'policy dynatrace-aws-workflows']) {
      expect(found.stdout).toContain(what);
      expect(swept.stdout).toContain(`deleted ${what}`);
    }
    expect(asked.stderr).toContain('There is no terminal to ask for approval');
    expect((await workspace.command('sweep')).stdout).toContain(
      'everything of e2e that these credentials can see is in a',
    );
    // Neither app nor host can carry a mark.
    expect(names()).toEqual(APP_AND_HOST);
    removeByHand();
  });

  it('is deleted by the destroy command even if its guard was tainted, which a deploy refuses', async () => {
    await taint(addresses('guard'));

    const refused = await workspace.command('deploy', ['--auto-approve']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('connection_guard["auto"] is marked as tainted');
    expect(refused.stderr).toContain(`untaint 'null_resource.connection_guard["auto"]'`);
    const { stdout } = succeed(await workspace.command('destroy', ['sandbox', '--auto-approve']));

    expect(stdout).toContain('connection_guard["auto"] was marked as tainted');
  });

  it('is not taken for its own by the next apply when the guard of a connection was tainted, and sweep finds it', async () => {
    await taint([addressOf('connection', 'guard', 'auto')]);

    const refused = await terraform(...APPLY);
    expect(refused.code).toBe(1);
    expect(said(refused)).toContain('the name auto belongs to the connection "auto" of this deployment');
    const found = await workspace.command('sweep', ['--delete', '--auto-approve']);
    expect(found.stdout).toContain('deleted connection auto');
    expect(found.stdout).not.toContain('connection ops');
    succeed(await terraform(...APPLY));

    succeed(await terraform(...DESTROY));
  });
});
