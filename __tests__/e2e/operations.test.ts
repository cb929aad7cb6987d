import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressOf, type Block, blocksOf } from '../../model/blocks';
import { ALLOWED_HOSTS_SCHEMA } from '../../model/connection';
import type { Kind } from '../../model/kind-types';
import { KIND_NAMES } from '../../model/kinds';
import { essence, requireNothingToDo } from '../support/consistency';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(600_000);

const APPLY = ['apply', '-auto-approve', '-input=false'];
const DESTROY = ['destroy', '-auto-approve', '-input=false'];

/** The host that the deployment has to have in the tenant's list. */
const HOST = '*.amazonaws.com';

/** An instance of every kind. */
const KEYS: Record<Kind, string> = {
  preflight: 'all',
  'hub-app': 'dynatrace.aws.connector',
  'allowed-host': HOST,
  'workflow-actor': 'bot',
  'workflow-actor-policy': 'bot',
  connection: 'auto',
  'legacy-connection': 'ops',
  'connection-settings': 'auto',
  'connection-share': 'auto/all-users',
  inventory: 'all',
};

/**
 * From the last block of a kind to the first: what was there before is held by `look`, `before` and `guard`, and each is
 * made again while those that it takes it from still know. What becomes of it otherwise: knowledge.test.ts.
 */
const BLOCKS = KIND_NAMES.flatMap((kind) =>
  blocksOf(kind)
    .reverse()
    .map((block) => ({ kind, block, address: addressOf(kind, block, KEYS[kind]) })),
);

/** What a connection's guard holds is all that tells its object from that of somebody else. */
const isIdentity = ({ kind, block }: { kind: Kind; block: Block }) =>
  block === 'guard' && (kind === 'connection' || kind === 'legacy-connection');

interface StateFile {
  resources: { name: string; instances: { attributes: { triggers: Record<string, string> } }[] }[];
}

/** Terraform's own operations on what this project keeps in its state. */
describe('an operation of Terraform', () => {
  let workspace: Workspace;
  let untouched: object;
  let whole: unknown;
  const connections = {
    auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
    ops: { account: 'main' },
  };
  const deployment = (changes: object = {}, more: object = {}) =>
    workspace.deployment({
      accountUuid: workspace.sandbox.dynatrace.tenant.account.uuid,
      connections: { ...connections, ...changes },
      workflowActors: { bot: { serviceUser: { create: 'Bot' }, connections: 'all' } },
      ...more,
    });
  const terraform = (...args: string[]) => workspace.terraform(args);
  const apply = (...args: string[]) => terraform(...APPLY, ...args);
  const objectIds = () => workspace.sandbox.dynatrace.tenant.objects.map(({ objectId }) => objectId).sort();
  const allowList = () => {
    const list = workspace.sandbox.dynatrace.tenant.objects.find(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
    return list?.value.allowedOutboundConnections as { hostList: string[] };
  };
  const expectWhole = async () => {
    await requireNothingToDo(workspace);
    expect(await essence(workspace)).toEqual(whole);
    expect(await foundBefore()).toEqual(['absent', 'absent']);
  };
  /** What the guards of app and host let a destroy know. */
  const foundBefore = async () => {
    const state = JSON.parse(
      await readFile(join(workspace.directory, 'terraform.sandbox.tfstate'), 'utf8'),
    ) as StateFile;
    const guards = state.resources.filter(({ name }) => name === 'hub_app_guard' || name === 'allowed_host_guard');
    return guards.flatMap(({ instances }) => instances.map(({ attributes }) => attributes.triggers.before));
  };

  beforeAll(async () => {
    workspace = await createWorkspace();
    workspace.sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    untouched = await workspace.sandbox.snapshot();
    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await apply());
    whole = await essence(workspace);
  });
  afterAll(async () => {
    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await terraform(...DESTROY));
    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
    await workspace.close();
  });

  it('covers every block in the state', async () => {
    const list = succeed(await terraform('state', 'list')).stdout;
    const named = (address: string) => address.replace(/\[.*/, '');

    expect(BLOCKS.filter(({ address }) => !list.includes(address))).toEqual([]);
    const known = new Set(BLOCKS.map(({ address }) => named(address)));
    const strange = list
      .split('\n')
      .filter((address) => address.startsWith('null_resource') && !known.has(named(address)));
    expect(strange).toEqual(['null_resource.owner']);
  });

  it.each(BLOCKS)('-replace of $address leaves both sides as they were', async ({ kind, block, address }) => {
    const ids = objectIds();

    succeed(await apply(`-replace=${address}`));

    await expectWhole();
    if (block !== 'guard' || !['connection', 'legacy-connection', 'allowed-host'].includes(kind))
      expect(objectIds()).toEqual(ids);
  });

  it.each(BLOCKS.filter((one) => !isIdentity(one)))(
    'taint of $address, and its removal from the state, are mended by the next apply',
    async ({ address }) => {
      const ids = objectIds();

      succeed(await terraform('taint', address));
      succeed(await apply());
      await expectWhole();
      succeed(await terraform('state', 'rm', address));
      succeed(await apply());

      await expectWhole();
      expect(objectIds()).toEqual(ids);
    },
  );

  it.each(BLOCKS.filter(isIdentity))(
    'without $address the connection is not taken for its own',
    async ({ address }) => {
      const { dynatrace } = workspace.sandbox;
      const name = address.includes('legacy') ? 'ops' : 'auto';
      succeed(await terraform('state', 'rm', address));

      const refused = await apply();

      expect(refused.code).toBe(1);
      expect(said(refused)).toContain(`the name ${name} belongs to the connection "${name}" of this deployment`);
      expect(said(refused)).toContain('delete it in Dynatrace');
      dynatrace.removeObjects(({ value }) => value.name === name);
      succeed(await apply());
      await expectWhole();
    },
  );

  it('on all of a connection at once is mended by the next apply', async () => {
    const ids = objectIds();
    const made = BLOCKS.filter(({ block }) => block !== 'guard').map(({ address }) => address);

    succeed(await terraform('state', 'rm', ...made));
    succeed(await apply());

    await expectWhole();
    expect(objectIds()).toEqual(ids);
  });

  it('-replace of a connection shows in the plan that access to it is revoked and granted again', async () => {
    const ids = objectIds();

    const plan = await workspace.plan(undefined, ['-replace=null_resource.connection["auto"]']);

    // Terraform does not know that the object id stays.
    expect(plan).toMatchObject({
      'null_resource.connection["auto"]': 'replace',
      'null_resource.connection_share_guard["auto/all-users"]': 'replace',
    });
    expect(plan['null_resource.connection_guard["auto"]']).toBeUndefined();
    succeed(await terraform('apply', '-input=false', 'plan'));
    await expectWhole();
    expect(objectIds()).toEqual(ids);
  });

  it('state mv moves a connection to another key', async () => {
    const ids = objectIds();
    const named = { name: 'auto', role: { name: 'dynatrace-sandbox-auto' } };
    const move = async (from: string, to: string) => {
      const list = succeed(await terraform('state', 'list')).stdout.split('\n');
      const moved = list.filter((address) => new RegExp(`connection\\w*\\["${from}["/]`).test(address));
      for (const address of moved) {
        succeed(await terraform('state', 'mv', address, address.replace(`["${from}`, `["${to}`)));
      }
    };

    await move('auto', 'renamed');
    const { auto, ...others } = connections;
    await workspace.synthesizeDynatraceSide(
      workspace.deployment({ ...tenantOf(deployment()), connections: { ...others, renamed: { ...auto, ...named } } }),
    );
    // The outputs alone name the key.
    expect(await workspace.plan()).toEqual({});
    succeed(await apply());
    await expectWhole();
    await move('renamed', 'auto');

    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await apply());
    await expectWhole();
    expect(objectIds()).toEqual(ids);
  });

  it('-target makes a part, and the next apply the rest', async () => {
    const more = { extra: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] } };
    await workspace.synthesizeDynatraceSide(deployment(more));

    succeed(await apply('-target=null_resource.connection["extra"]'));
    succeed(await apply());
    await requireNothingToDo(workspace);
    succeed(await terraform(...DESTROY, '-target=null_resource.connection_guard["extra"]'));
    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await apply());

    await expectWhole();
  });

  it('-refresh-only changes nothing', async () => {
    const before = await workspace.sandbox.snapshot();

    succeed(await apply('-refresh-only'));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
    await expectWhole();
  });

  it('waits for no lock: a second apply is refused while one is under way', async () => {
    const { faults, log } = workspace.sandbox.dynatrace;
    faults.add({ path: /settings/, delayMs: 4_000 });
    log.length = 0;
    const first = apply('-replace=null_resource.connection_settings["auto"]');
    while (!log.some(({ path }) => path.includes('oauth2'))) await new Promise((resolve) => setTimeout(resolve, 20));

    const second = await apply();

    expect(second.code).toBe(1);
    expect(said(second)).toContain('Error acquiring the state lock');
    succeed(await first);
    await expectWhole();
  });

  it('without locks beside another one is mended by the next apply', async () => {
    const added = ['*.example.com', '*.example.org'];
    await workspace.synthesizeDynatraceSide(deployment({}, { allowedHosts: added }));

    await Promise.all([apply('-lock=false'), apply('-lock=false', '-parallelism=1')]);
    succeed(await apply('-lock=false'));
    await expect(requireNothingToDo(workspace)).resolves.toBeUndefined();

    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await apply());
    await expect(requireNothingToDo(workspace)).resolves.toBeUndefined();
    // A run that looked after the other one had added a host counts it as there before, and leaves it.
    const list = allowList();
    expect(list.hostList).toContain(HOST);
    expect([HOST, ...added]).toEqual(expect.arrayContaining(list.hostList));
    list.hostList = [HOST];
    await expectWhole();
  });

  it('with scripts of a later release that lie elsewhere plans nothing', async () => {
    const file = join(workspace.stack(), 'cdk.tf.json');
    const text = await readFile(file, 'utf8');
    const [directory = ''] = /assets\/scripts_bundle_\w+\/\w+/.exec(text) ?? [];
    await rename(join(workspace.stack(), directory), join(workspace.stack(), 'later'));
    await writeFile(file, text.replaceAll(directory, 'later'));
    await writeFile(
      join(workspace.stack(), 'later', 'dynatrace.cjs'),
      `${await readFile(join(workspace.stack(), 'later', 'dynatrace.cjs'), 'utf8')}\n`,
    );

    await expectWhole();
    await workspace.synthesizeDynatraceSide(deployment());
  });

  it('on a state that a later release wrote is refused, and changes nothing', async () => {
    const before = await workspace.sandbox.snapshot();
    const state = succeed(await terraform('state', 'pull')).stdout;
    const push = async (text: string) => {
      await writeFile(join(workspace.directory, 'pushed.tfstate'), text);
      succeed(await terraform('state', 'push', '-force', join(workspace.directory, 'pushed.tfstate')));
    };
    await push(state.replaceAll('"v": "1"', '"v": "2"'));

    const plan = succeed(await terraform('plan', '-input=false', '-detailed-exitcode'));
    expect(said(plan)).toContain(
      'Dynatrace was not compared: a later version of dynatrace-aws-workflows wrote this state',
    );
    const refused = await terraform(...DESTROY);

    expect(refused.code).toBe(1);
    expect(said(refused)).toMatch(
      /exit status 2\. Output: a later version of dynatrace-aws-workflows wrote this state/,
    );
    expect(said(refused)).toContain('Update dynatrace-aws-workflows on this machine.');
    expect(await workspace.sandbox.snapshot()).toEqual(before);
    await push(state);
    await expectWhole();
  });
});

function tenantOf({ tenants }: Record<string, unknown>): object {
  return (tenants as { sandbox: object }).sandbox;
}
