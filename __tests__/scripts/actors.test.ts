import { groupOf, isOwnPolicy, policyDescription, requireActor } from '../../scripts/actors';
import { createServiceUser } from '../../scripts/dynatrace/account';
import { failureOf, MARK, startBench } from './support';

test('an actor is read from its text', () => {
  expect(requireActor('group:Ops')).toEqual({ kind: 'group', name: 'Ops' });
});

test('a text that is no actor is refused with the forms of one', () => {
  expect(() => requireActor('user:me')).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message:
        '"user:me" must be a workflow actor. Write `service-user:create:<name>`, ' +
        '`service-user:existing:<name or uuid>` or `group:<name or uuid>`.',
    }),
  );
});

test.each([
  ['no group', 200, { uid: 'x', name: 'ops' }],
  ['no details', 404, { error: { code: 404, message: 'not found' } }],
])('a service user that shows %s cannot have a policy', async (_, status, body) => {
  const bench = await startBench();
  const context = bench.context({ access: { accountUuid: bench.dynatrace.tenant.account.uuid } });
  const { uid } = await createServiceUser(context, { name: 'ops' });
  bench.dynatrace.faults.add({ path: new RegExp(`service-users/${uid}$`), status, body });

  expect(await failureOf(groupOf({ kind: 'existing', name: 'ops' }, context))).toMatchObject({
    exitCode: 6,
    message: `the service user ops has no group for policies (${uid})`,
  });
  await bench.close();
});

test.each([
  [policyDescription(MARK), true],
  [`Ours. ${policyDescription(MARK)}`, true],
  [policyDescription({ ...MARK, key: 'other' }), false],
  [`${policyDescription(MARK)}, and theirs`, false],
  [undefined, false],
])('whether a policy with the description %j is of this state', (description, own) => {
  expect(isOwnPolicy({ description }, MARK)).toBe(own);
});
