import { edited, GOOD, problemsOf, withTenant } from '../support';

test.each([
  [
    'accounts',
    edited('tenants:\n', '  Main: {id: "210987654321", region: eu-central-1}\ntenants:\n'),
    '`accounts.Main` must differ from `main` by more than case (deployment.yaml:6:3)',
  ],
  [
    'tenants',
    `${GOOD}  PROD: {environment: xyz98765.apps.dynatrace.com}\n`,
    '`tenants.PROD` must differ from `prod` by more than case (deployment.yaml:12:3)',
  ],
  [
    'connections',
    `${GOOD}      Ops: {account: main, role: {name: x}}\n`,
    '`tenants.prod.connections.Ops` must differ from `ops` by more than case (deployment.yaml:12:7)',
  ],
  [
    'workflow actors',
    withTenant(
      'accountUuid: 11111111-2222-3333-4444-555555555555',
      'workflowActors: {a: {group: x, connections: all}, A: {group: y, connections: all}}',
    ),
    '`tenants.prod.workflowActors.A` must differ from `a` by more than case (deployment.yaml:10:55)',
  ],
])('keys of %s must differ by more than case', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});
