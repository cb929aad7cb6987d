import { problemsOf, withTenant } from '../support';

const OWNED = (text: string) =>
  text.replace('    region: eu-central-1\n', '    region: eu-central-1\n    providerOwner: prod\n');
const tenant = (key: string, ...lines: string[]) =>
  [`  ${key}:`, '    environment: xyz98765.apps.dynatrace.com', ...lines.map((line) => `    ${line}`), ''].join('\n');

test.each([
  [
    'a tenant named as the account of another',
    withTenant('layout: account') + tenant('prod-main'),
    '`tenants.prod-main` must have a different key, because the stack of `prod` for the account `main` and the stack of `prod-main` would both be called `prod-main` (deployment.yaml:13:3)',
  ],
  [
    'the same in another case',
    withTenant('layout: account') + tenant('Prod-Main'),
    '`tenants.Prod-Main` must have a different key, because the stack of `prod` for the account `main` and the stack of `Prod-Main` would both be called `Prod-Main` (deployment.yaml:13:3)',
  ],
  [
    'two tenants that each have stacks for accounts',
    OWNED(withTenant('layout: account'))
      .replace(
        '  main:',
        '  a-b: {id: "210987654321", region: eu-central-1}\n  b: {id: "310987654321", region: eu-central-1}\n  main:',
      )
      .replace('account: main', 'account: a-b') + tenant('prod-a', 'layout: account', 'connections: {x: {account: b}}'),
    '`tenants.prod-a` must have a different key, because the stack of `prod` for the account `a-b` and the stack of `prod-a` for the account `b` would both be called `prod-a-b` (deployment.yaml:15:3)',
  ],
  [
    'a tenant moved from the name of a stack',
    withTenant('layout: account') + tenant('other', 'movedFrom: prod-main'),
    '`tenants.other` must have a different key, because the stack of `prod` for the account `main` and the stack of `other` would both be called `prod-main` (deployment.yaml:13:3)',
  ],
])('%s', (_, text, line) => {
  expect(problemsOf(text.replace('    providerOwner: prod\n', ''))).toEqual([line]);
});

test.each([
  ['without stacks for accounts', withTenant() + tenant('prod-main')],
  ['for an account that is not in use', withTenant('layout: account') + tenant('prod-spare')],
  ['of one tenant in two cases', withTenant('movedFrom: PROD', 'layout: account')],
])('names of stacks %s do not meet', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});
