import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

const APPLY = ['apply', '-auto-approve', '-input=false'];
const POST_OBJECT = { method: 'POST', path: /settings\/objects$/ };
const DESTROY = ['destroy', '-auto-approve', '-input=false'];

/** Whatever happened before, a destroy leaves nothing of ours behind and takes nothing that was there. */
describe('a destroy', () => {
  let workspace: Workspace;
  let before: object;
  const connections = {
    auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
    ops: { account: 'main' },
  };
  const deployment = () =>
    workspace.deployment({
      accountUuid: workspace.sandbox.dynatrace.tenant.account.uuid,
      connections,
      workflowActors: { bot: { serviceUser: { create: 'Bot' }, connections: 'all' } },
    });
  const apply = () => workspace.terraform(APPLY);

  beforeEach(async () => {
    workspace = await createWorkspace();
    workspace.sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    before = await workspace.sandbox.snapshot();
    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await workspace.terraform(['version']));
  });
  afterEach(() => workspace.close());

  it.each([
    ['a connection', { ...POST_OBJECT, contains: CONNECTION_SCHEMAS.enhanced, times: 8 }],
    ['a host', { ...POST_OBJECT, contains: ALLOWED_HOSTS_SCHEMA, times: 8 }],
    ['the app', { method: 'POST', path: /install-bundle$/, times: 1 }],
    ['a service user', { method: 'POST', path: /service-users$/, times: 8 }],
    ['a policy', { method: 'POST', path: /\/policies$/, times: 8 }],
    ['a share', { method: 'POST', path: /permissions$/, times: 8 }],
  ])('finds %s whose create failed after it took effect', async (_, fault) => {
    // The answers are lost, and what looks for the effect afterwards is turned away as well.
    workspace.sandbox.dynatrace.faults.add({ ...fault, reset: 'after' });
    await apply();
    workspace.sandbox.dynatrace.faults.clear();

    succeed(await workspace.terraform(DESTROY));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });

  it('finds everything whose create was marked as failed', async () => {
    succeed(await apply());
    const list = succeed(await workspace.terraform(['state', 'list']))
      .stdout.trim()
      .split('\n');
    for (const address of list.filter((one) => /^null_resource\.\w+\[/.test(one) && !one.includes('_guard'))) {
      succeed(await workspace.terraform(['taint', address]));
    }

    succeed(await workspace.terraform(DESTROY));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });

  it('knows on another machine what an interrupted create added', async () => {
    const { dynatrace } = workspace.sandbox;
    // The host is added, its answer is lost, and nothing can be read afterwards.
    dynatrace.faults.add({ ...POST_OBJECT, contains: ALLOWED_HOSTS_SCHEMA, reset: 'after' });
    const stop = setInterval(() => {
      if (dynatrace.log.some(({ status }) => status === 0))
        dynatrace.faults.add({ path: /./, status: 400, times: 1_000 });
    }, 1);
    const interrupted = await apply();
    clearInterval(stop);
    dynatrace.faults.clear();
    expect(interrupted.code).toBe(1);
    expect(dynatrace.tenant.objects.map(({ schemaId }) => schemaId)).toContain(ALLOWED_HOSTS_SCHEMA);
    await rm(join(workspace.stack(), 'recorded'), { recursive: true });

    succeed(await apply());
    succeed(await workspace.terraform(DESTROY));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });

  it('keeps its state as long as something else answers in the place of Dynatrace', async () => {
    succeed(await apply());
    const there = await workspace.sandbox.snapshot();
    const { faults } = workspace.sandbox.dynatrace;
    faults.add({
      path: /settings\/objects/,
      status: 302,
      headers: { location: 'https://portal.example.com/login' },
      times: 500,
    });

    const refused = await workspace.terraform(DESTROY);
    faults.clear();

    expect(refused.code).toBe(1);
    expect(`${refused.stdout}${refused.stderr}`).toContain('portal.example.com');
    expect(await workspace.sandbox.snapshot()).toEqual(there);
    succeed(await workspace.terraform(DESTROY));
    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });
});

/** One odd answer decides neither whether an app was there before nor whether it is ours. */
describe('an app', () => {
  it.each([
    ['null', { body: null, status: 200 }],
    ['an empty answer', { body: '', status: 200 }],
    ['a redirect', { status: 302, headers: { location: 'https://portal.example.com' } }],
    [
      'a page that is not found',
      { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not found</html>' },
    ],
  ])('that was there before stays after %s', async (_, answer) => {
    const workspace = await createWorkspace();
    const { dynatrace } = workspace.sandbox;
    dynatrace.addApp('dynatrace.aws.connector');
    await workspace.synthesizeDynatraceSide(workspace.deployment({}));
    dynatrace.faults.add({ method: 'GET', path: /registry\/v1\/apps/, ...answer, times: 1 });

    await workspace.terraform(APPLY);
    succeed(await workspace.terraform(APPLY));
    succeed(await workspace.terraform(DESTROY));

    expect([...dynatrace.tenant.apps.keys()]).toEqual(['dynatrace.aws.connector']);
    await workspace.close();
  });
});
