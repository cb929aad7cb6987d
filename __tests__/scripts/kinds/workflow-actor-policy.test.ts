import { actorPolicyName, markOf } from '../../../model/marks';
import * as workflowActor from '../../../scripts/kinds/workflow-actor';
import { verbs } from '../../../scripts/kinds/workflow-actor-policy';
import { type Bench, complete, failureOf, MARK, startBench } from '../support';

const actorVerbs = complete(workflowActor.verbs);

const STATEMENTS = 'ALLOW hyperscaler-authentication:aws:authenticate;\nALLOW automation:workflows:run;';
const NAME = actorPolicyName(MARK);

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
    ...MARK,
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
    expect(bench.lines.at(-1)).toBe(`policy ${NAME} is bound to service-user:create:robot`);
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

  it('gives up when no create is ever answered', async () => {
    bench.dynatrace.faults.add({ method: 'POST', path: /policies$/, reset: 'before', times: 20 });

    expect(await failureOf(verbs.create(policyInput(), context()))).toMatchObject({ exitCode: 5 });
  });

  it('refuses a policy of the same name that something else created, unless told to adopt', async () => {
    await verbs.create(policyInput(), context());
    Object.assign(policies()[0] ?? {}, { description: 'made by hand' });

    const error = await failureOf(verbs.create(policyInput(), context()));
    await verbs.create(policyInput(undefined, { adopt: true }), context());

    expect(error).toMatchObject({ exitCode: 4 });
    expect(error.message).toContain(`the policy ${NAME} belongs to something else`);
    expect(error.message).toContain('its description is "made by hand"');
    expect(error.message).toContain('Rename the actor in the deployment file, or set `adopt: true`.');
    expect(policies()[0]?.description).toContain(markOf(MARK));
  });

  it('passes on what is wrong with the statements', async () => {
    const error = await failureOf(verbs.create(policyInput(undefined, { statements: 'PERHAPS x;' }), context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('`statementQuery`');
  });

  it('names the scope that managing policies takes', async () => {
    const env = bench.client({ scopes: ['account-idm-read', 'account-idm-write'] });

    const error = await failureOf(verbs.create(policyInput(), context(env)));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('lacks iam-policies-management');
  });

  it('goes with its actor, and only when it is its own', async () => {
    await verbs.create(policyInput(), context());
    expect(verbs.delete).toBeUndefined();

    await actorVerbs.delete(input(), context());
    expect(bench.lines.slice(-2)).toEqual([`policy ${NAME} is deleted`, 'service user robot is deleted']);
    await actorVerbs.delete(input(), context());

    expect([policies(), account().bindings, robots()]).toEqual([[], [], []]);
  });

  it('goes with an actor that was there before and stays', async () => {
    bench.dynatrace.addGroup({ name: 'operators' });
    await verbs.create(policyInput('group:operators'), context());

    await actorVerbs.delete(input('group:operators'), context());

    expect([policies(), account().bindings]).toEqual([[], []]);
    expect(account().groups.map(({ name }) => name)).toContain('operators');
  });

  it.each([
    ['by hand', 'made by hand'],
    ['by another state', markOf({ ...MARK, owner: '4712' })],
  ])('is left when it was made %s', async (_, description) => {
    await verbs.create(policyInput(), context());
    Object.assign(policies()[0] ?? {}, { description });

    await actorVerbs.delete(input(), context());

    expect(policies()).toHaveLength(1);
  });

  it('takes other spaces and line ends for the same statements', async () => {
    await verbs.create(policyInput(undefined, { statements: ` ${STATEMENTS.replaceAll(' ', '  \n')}\n` }), context());

    expect(await verbs.read([policyInput()], context())).toEqual([{ status: 'in-sync' }]);
    expect(
      await verbs.read([policyInput(undefined, { statements: STATEMENTS.replaceAll(' ', '') })], context()),
    ).toMatchObject([{ status: 'changed' }]);
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
