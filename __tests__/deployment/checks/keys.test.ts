import { edited, GOOD, problemsOf, withTenant } from '../support';

test.each([
  [
    'accounts',
    edited('tenants:\n', '  Main: {id: "210987654321", region: eu-central-1}\ntenants:\n'),
    '`accounts.Main` must differ from `main` in more than upper and lower case (deployment.yaml:6:3)',
  ],
  [
    'tenants',
    `${GOOD}  PROD: {environment: xyz98765.apps.dynatrace.com}\n`,
    '`tenants.PROD` must differ from `prod` in more than upper and lower case (deployment.yaml:12:3)',
  ],
  [
    'connections',
    `${GOOD}      Ops: {account: main, role: {name: x}}\n`,
    '`tenants.prod.connections.Ops` must differ from `ops` in more than upper and lower case (deployment.yaml:12:7)',
  ],
  [
    'workflow actors',
    withTenant(
      'accountUuid: 11111111-2222-3333-4444-555555555555',
      'workflowActors: {a: {group: x, connections: all}, A: {group: y, connections: all}}',
    ),
    '`tenants.prod.workflowActors.A` must differ from `a` in more than upper and lower case (deployment.yaml:10:55)',
  ],
])('keys of %s must differ in more than case', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});
