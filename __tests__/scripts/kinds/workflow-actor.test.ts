import { markOf } from '../../../model/marks';
import * as workflowActor from '../../../scripts/kinds/workflow-actor';
import { type Bench, complete, failureOf, MARK, startBench } from '../support';

const verbs = complete(workflowActor.verbs);

describe('workflow-actor', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const account = () => bench.dynatrace.tenant.account;
  const context = (env = bench.env) => bench.context({ env, access: { accountUuid: account().uuid } });
  const input = (actor = 'service-user:create:robot', change = {}) => ({
    environment: bench.dynatrace.url,
    account: account().uuid,
    ...MARK,
    actor,
    adopt: false,
    ...change,
  });
  const robots = () => account().users.filter(({ name }) => name === 'robot');
  const foreignRobot = (description = 'made by hand') =>
    Object.assign(bench.dynatrace.addUser({ email: 'robot@service.example.com', policy: '' }).user, {
      kind: 'service' as const,
      name: 'robot',
      description,
      ownGroup: bench.dynatrace.addGroup({ name: 'service-user-robot', hidden: true }).uuid,
    });

  it('creates a service user once, marked as its own', async () => {
    await verbs.create(input(), context());
    await verbs.create(input(), context());

    expect(robots()).toMatchObject([
      { kind: 'service', description: `Runs workflows that use AWS. Managed by ${markOf(MARK)}` },
    ]);
    expect(bench.lines).toEqual(Array(2).fill('workflows can run as service-user:create:robot'));
  });

  it.each(['before', 'after'] as const)('creates it once when the connection breaks %s', async (reset) => {
    bench.dynatrace.faults.add({ method: 'POST', path: /service-users$/, reset });

    await verbs.create(input(), context());

    expect(robots()).toHaveLength(1);
  });

  it('gives up when no create is ever answered', async () => {
    bench.dynatrace.faults.add({ method: 'POST', path: /service-users$/, reset: 'before', times: 20 });

    expect(await failureOf(verbs.create(input(), context()))).toMatchObject({ exitCode: 5 });
  });

  it.each([
    ['by hand', 'made by hand'],
    ['by another state', markOf({ ...MARK, owner: '4712' })],
  ])('refuses a service user of the same name that was made %s', async (_, description) => {
    foreignRobot(description);

    const error = await failureOf(verbs.create(input(), context()));

    expect(error).toMatchObject({ exitCode: 4 });
    expect(error.message).toContain('the service user robot belongs to something else');
    expect(error.message).toContain(`"${description}"`);
    expect(error.message).toContain('adopt: true');
    expect(robots()).toMatchObject([{ description }]);
  });

  it('takes it over when told to adopt, and then deletes it in the end', async () => {
    const { uuid } = foreignRobot();

    await verbs.create(input(undefined, { adopt: true }), context());
    expect(robots()).toHaveLength(1);
    expect(bench.lines[0]).toBe(`service user robot: taking over ${uuid}`);
    await verbs.delete(input(), context());

    expect(robots()).toEqual([]);
    expect(bench.lines.at(-1)).toBe('service user robot is deleted');
  });

  it('finds its own among others of the same name', async () => {
    foreignRobot();
    await verbs.create(input(undefined, { adopt: true }), context());
    foreignRobot();
    account().users.reverse();

    await verbs.create(input(), context());

    expect(await verbs.read([input()], context())).toEqual([{ status: 'in-sync' }]);
    expect(robots().filter(({ description }) => description === 'made by hand')).toHaveLength(1);
  });

  it('looks at service users of its name alone', async () => {
    const other = foreignRobot(`Managed by ${markOf(MARK)}`);
    Object.assign(other, { name: 'drone' });

    expect(await verbs.read([input()], context())).toEqual([{ status: 'missing' }]);
    await verbs.create(input(), context());
    await verbs.delete(input(), context());

    expect(account().users.map(({ name }) => name)).toContain('drone');
  });

  it('hands a service user from one key to another, whichever script comes first', async () => {
    await verbs.create(input(), context());
    await verbs.create(input(undefined, { key: 'renamed' }), context());

    await verbs.delete(input(), context());

    expect(robots()).toHaveLength(1);
  });

  it.each([
    ['by hand', 'made by hand'],
    ['by another state', markOf({ ...MARK, owner: '4712' })],
    ['under a key that ends the same way', markOf({ ...MARK, key: `x/${MARK.key}` })],
  ])('does not delete a service user of the same name that was made %s', async (_, description) => {
    foreignRobot(description);

    await verbs.delete(input(), context());

    expect(robots()).toHaveLength(1);
    expect(bench.lines.at(-1)).toBe('service user robot was already gone');
  });

  it.each(['service-user:existing:robot', 'group:operators'])('finds %s, and leaves it in the end', async (actor) => {
    foreignRobot();
    bench.dynatrace.addGroup({ name: 'operators' });
    const before = bench.dynatrace.snapshot();

    await verbs.create(input(actor), context());
    await verbs.delete(input(actor), context());

    expect(bench.dynatrace.snapshot()).toEqual(before);
    expect(bench.lines).toEqual([`workflows can run as ${actor}`, `${actor} stays, because it was not created here`]);
  });

  it.each(['service-user:existing:nobody', 'group:nobody'])('refuses %s', async (actor) => {
    const error = await failureOf(verbs.create(input(actor), context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('nobody');
  });

  it('refuses an actor of no known form', async () => {
    expect(await failureOf(verbs.create(input('robot'), context()))).toMatchObject({ exitCode: 2 });
  });

  it('says when the account is not that of the credentials', async () => {
    const env = { ...bench.env };
    const wrong = bench.context({ env, access: { accountUuid: '00000000-0000-4000-8000-000000000000' } });

    const error = await failureOf(verbs.create(input(), wrong));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('00000000-0000-4000-8000-000000000000 is the account of the client');
  });

  it.each(['reject', 'narrow'] as const)('names the scope of the account API that is missing (%s)', async (mode) => {
    bench.dynatrace.behaviour.missingClientScopes = mode;
    const env = bench.client({ scopes: ['account-idm-read'] });

    const error = await failureOf(verbs.create(input(), context(env)));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('lacks account-idm-write');
  });

  it('names the scope when only the account API refuses', async () => {
    bench.dynatrace.faults.add({
      method: 'GET',
      path: /service-users/,
      status: 403,
      body: { code: 403, message: 'User not authorized' },
    });

    const error = await failureOf(verbs.create(input(), context()));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('Add the scope account-idm-read to the OAuth client in DT_CLIENT_ID');
  });

  it('reads who is there with one list', async () => {
    await verbs.create(input(), context());
    bench.dynatrace.addGroup({ name: 'operators' });
    bench.requests();

    const live = await verbs.read(
      [input(), input('service-user:existing:nobody'), input('group:operators'), input('group:nobody')],
      context(),
    );

    expect(live.map(({ status }) => status)).toEqual(['in-sync', 'missing', 'in-sync', 'missing']);
    expect(bench.requests().map((request) => request.split('/').at(-1))).toEqual(['token', 'service-users', 'groups']);
  });

  it('does not take a service user of the same name for the one that it made', async () => {
    foreignRobot();

    expect(await verbs.read([input()], context())).toEqual([
      { status: 'changed', changes: [{ attribute: 'mark', from: markOf(MARK), to: 'made by hand' }] },
    ]);
  });

  it('misses a service user that was deleted', async () => {
    expect(await verbs.read([input()], context())).toEqual([{ status: 'missing' }]);
  });

  it('passes on what keeps it from reading', async () => {
    bench.dynatrace.faults.add({ method: 'GET', path: /groups/, status: 403, body: { code: 403, message: 'no' } });

    expect(await failureOf(verbs.read([input('group:operators')], context()))).toMatchObject({ exitCode: 3 });
  });
});
