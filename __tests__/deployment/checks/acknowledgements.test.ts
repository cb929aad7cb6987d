import { deploymentOf, problemsOf, withTenant } from '../support';

const acknowledge = (...entries: string[]) => withTenant('acknowledge:', ...entries.map((entry) => `  - ${entry}`));
const at = '`tenants.prod.acknowledge';

test.each([
  [
    'without a reason',
    acknowledge('rule: share-outside'),
    `${at}[0].reason\` is required: Why the finding is accepted (deployment.yaml:10:9)`,
  ],
  [
    'with an empty reason',
    acknowledge('{rule: share-outside, reason: " "}'),
    `${at}[0].reason\` must not be empty, got " " (deployment.yaml:10:31)`,
  ],
  [
    'of what is not the id of a rule',
    acknowledge('{rule: Share outside, reason: agreed}'),
    `${at}[0].rule\` must be the id of a rule, in lower case, got "Share outside" (deployment.yaml:10:10)`,
  ],
  [
    'twice',
    acknowledge('{rule: a, reason: agreed}', '{rule: a, subject: x, reason: agreed}', '{rule: a, reason: again}'),
    `${at}[2]\` must not be listed twice, got "a" (deployment.yaml:12:9)`,
  ],
])('an acknowledgement %s is refused', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});

test('an acknowledgement is kept', () => {
  const { tenants } = deploymentOf(acknowledge('{rule: share-outside, subject: ops, reason: agreed}'));

  expect(tenants.prod?.acknowledge).toEqual([{ rule: 'share-outside', subject: 'ops', reason: 'agreed' }]);
});
