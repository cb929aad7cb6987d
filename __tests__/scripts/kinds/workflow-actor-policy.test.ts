import { verbs as actorVerbs } from '../../../scripts/kinds/workflow-actor';
import { verbs } from '../../../scripts/kinds/workflow-actor-policy';
import { type Bench, failureOf, startBench } from '../support';

const STATEMENTS = 'ALLOW hyperscaler-authentication:aws:authenticate;\nALLOW automation:workflows:run;';
const NAME = 'dynatrace-aws-workflows shop/nightly';

describe('workflow-actor-policy', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await actorVerbs.create(input(), context());
  });
  afterEach(() => bench.close());

  const account = () => bench.dynatrace.tenant.account;
  const context = (env = bench.env) => bench.context({ env, access: { accountUuid: account().uuid } });
  const input = (actor = 'service-user:create:robot', change = {}) => ({
    environment: bench.dynatrace.url,
    account: account().uuid,
    owner: 'shop',
    key: 'nightly',
    actor,
    adopt: false,
    ...change,
  });
  const policyInput = (actor?: string, change = {}) => ({ ...input(actor), statements: STATEMENTS, ...change });
  const robots = () => account().users.filter(({ name }) => name === 'robot');
  const policies = () => account().policies.filter(({ name }) => name === NAME);

  it('creates the policy and binds it to the group of the service user', async () => {
    await verbs.create(policyInput(), context());

    expect(policies()).toMatchObject([{ statementQuery: STATEMENTS, levelType: 'environment' }]);
    expect(account().bindings).toMatchObject([
      { policyUuid: policies()[0]?.uuid, groupUuid: robots()[0]?.ownGroup, levelType: 'environment' },
    ]);
  });

  it('updates the policy in place, and leaves other policies of the group', async () => {
    const group = bench.dynatrace.addGroup({ name: 'operators' });
    account().bindings.push({
      levelType: 'environment',
      levelId: 'other',
      policyUuid: 'other',
      groupUuid: group.uuid,
    });
    await verbs.create(policyInput('group:operators'), context());
    const [before] = policies();

    await verbs.create(policyInput('group:operators', { statements: 'ALLOW automation:workflows:run;' }), context());

    expect(policies()).toMatchObject([{ uuid: before?.uuid, statementQuery: 'ALLOW automation:workflows:run;' }]);
    expect(account().bindings).toHaveLength(2);
  });

  it.each(['before', 'after'] as const)('creates it once when the connection breaks %s', async (reset) => {
    bench.dynatrace.faults.add({ method: 'POST', path: /policies$/, reset });

    await verbs.create(policyInput(), context());

    expect(policies()).toHaveLength(1);
  });

  it('refuses a policy of the same name that something else created, unless told to adopt', async () => {
    await verbs.create(policyInput(), context());
    Object.assign(policies()[0] ?? {}, { description: 'made by hand' });

    const error = await failureOf(verbs.create(policyInput(), context()));
    await verbs.create(policyInput(undefined, { adopt: true }), context());

    expect(error).toMatchObject({ exitCode: 4 });
    expect(error.message).toContain('made by hand');
    expect(policies()[0]?.description).toContain('dynatrace-aws-workflows/shop/nightly');
  });

  it('passes on what is wrong with the statements', async () => {
    const error = await failureOf(verbs.create(policyInput(undefined, { statements: 'PERHAPS x;' }), context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('`statementQuery`');
  });

  it('names the scope that managing policies takes', async () => {
    const client = bench.dynatrace.addUser({
      email: 'ci@example.com',
      scopes: ['account-idm-read', 'account-idm-write'],
    });
    const env = { DT_CLIENT_ID: client.clientId, DT_CLIENT_SECRET: client.clientSecret };

    const error = await failureOf(verbs.create(policyInput(), context(env)));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('lacks iam-policies-management');
  });

  it('goes with its actor, and only when it is its own', async () => {
    await verbs.create(policyInput(), context());
    await verbs.delete(policyInput(), context());
    expect(policies()).toHaveLength(1);

    await actorVerbs.delete(input(), context());
    await actorVerbs.delete(input(), context());

    expect([policies(), account().bindings, robots()]).toEqual([[], [], []]);
  });

  it('is left when something else made it', async () => {
    await verbs.create(policyInput(), context());
    Object.assign(policies()[0] ?? {}, { description: 'made by hand' });

    await actorVerbs.delete(input(), context());

    expect(policies()).toHaveLength(1);
  });

  it('compares statements and binding', async () => {
    const status = async () => (await verbs.read([policyInput()], context()))[0];
    expect(await status()).toEqual({ status: 'missing' });
    await verbs.create(policyInput(), context());
    expect(await status()).toEqual({ status: 'in-sync' });

    Object.assign(policies()[0] ?? {}, { statementQuery: 'ALLOW automation:workflows:run;' });
    account().bindings = [];

    expect(await status()).toEqual({
      status: 'changed',
      changes: [
        { attribute: 'statements', from: STATEMENTS, to: 'ALLOW automation:workflows:run;' },
        { attribute: 'binding', from: 'service-user:create:robot', to: 'none' },
      ],
    });
    account().users = account().users.filter(({ name }) => name !== 'robot');
    expect((await status())?.status).toBe('changed');
  });
});
