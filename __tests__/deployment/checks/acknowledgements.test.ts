import { deploymentOf, expectProblem, withTenant } from '../support';

const acknowledge = (...entries: string[]) => withTenant('acknowledge:', ...entries.map((entry) => `  - ${entry}`));
const at = 'tenants.prod.acknowledge';

test.each([
  [
    'without a reason',
    acknowledge('rule: share-outside'),
    `key-missing ${at}[0].reason 10:9`,
    'is required: Why the finding is accepted',
  ],
  [
    'with an empty reason',
    acknowledge('{rule: share-outside, reason: " "}'),
    `value-range ${at}[0].reason 10:31`,
    'must not be empty, got " "',
  ],
  [
    'of what is not the id of a rule',
    acknowledge('{rule: Share outside, reason: agreed}'),
    `value-form ${at}[0].rule 10:10`,
    'must be the id of a rule, in lower case, got "Share outside"',
  ],
  [
    'twice',
    acknowledge('{rule: a, reason: agreed}', '{rule: a, subject: x, reason: agreed}', '{rule: a, reason: again}'),
    `listed-twice ${at}[2] 12:9`,
  ],
  [
    'of what is wrong with the file itself',
    acknowledge('{rule: role-name-twice, reason: agreed}'),
    `acknowledge-impossible ${at}[0].rule 10:10`,
    'must not be a rule of the deployment file itself, got "role-name-twice"',
  ],
  [
    'of a warning about the file',
    acknowledge('{rule: region-newer, reason: agreed}'),
    `acknowledge-impossible ${at}[0].rule 10:10`,
  ],
])('an acknowledgement %s is refused', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test('an acknowledgement is kept', () => {
  const { tenants } = deploymentOf(acknowledge('{rule: share-outside, subject: ops, reason: agreed}'));

  expect(tenants.prod?.acknowledge).toEqual([{ rule: 'share-outside', subject: 'ops', reason: 'agreed' }]);
});
