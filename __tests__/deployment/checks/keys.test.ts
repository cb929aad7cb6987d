import { edited, expectProblem, GOOD, withTenant } from '../support';

test.each([
  [
    'accounts',
    edited('tenants:\n', '  Main: {id: "210987654321", region: eu-central-1}\ntenants:\n'),
    'key-case accounts.Main 6:3',
    'must differ from `main` by more than case',
  ],
  ['tenants', `${GOOD}  PROD: {environment: xyz98765.apps.dynatrace.com}\n`, 'key-case tenants.PROD 12:3'],
  ['connections', `${GOOD}      Ops: {account: main, role: {name: x}}\n`, 'key-case tenants.prod.connections.Ops 12:7'],
  [
    'workflow actors',
    withTenant(
      'accountUuid: 11111111-2222-3333-4444-555555555555',
      'workflowActors: {a: {group: x, connections: all}, A: {group: y, connections: all}}',
    ),
    'key-case tenants.prod.workflowActors.A 10:55',
  ],
])('keys of %s must differ by more than case', (_, text, ...said) => {
  expectProblem(text, ...said);
});
