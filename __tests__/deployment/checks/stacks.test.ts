import { expectProblem, problemsOf, withTenant } from '../support';

const OWNED = (text: string) =>
  text.replace('    region: eu-central-1\n', '    region: eu-central-1\n    providerOwner: prod\n');
const tenant = (key: string, ...lines: string[]) =>
  [`  ${key}:`, '    environment: xyz98765.apps.dynatrace.com', ...lines.map((line) => `    ${line}`), ''].join('\n');

test.each([
  [
    'a tenant named as the account of another',
    withTenant('layout: account') + tenant('prod-main'),
    'stack-name-twice tenants.prod-main 13:3',
    'must have a different key, because the stack of `prod` for the account `main` and the stack of `prod-main` would both be called `prod-main`',
  ],
  [
    'the same in another case',
    withTenant('layout: account') + tenant('Prod-Main'),
    'stack-name-twice tenants.Prod-Main 13:3',
  ],
  [
    'two tenants that each have stacks for accounts',
    OWNED(withTenant('layout: account'))
      .replace(
        '  main:',
        '  a-b: {id: "210987654321", region: eu-central-1}\n  b: {id: "310987654321", region: eu-central-1}\n  main:',
      )
      .replace('account: main', 'account: a-b') + tenant('prod-a', 'layout: account', 'connections: {x: {account: b}}'),
    'stack-name-twice tenants.prod-a 15:3',
    'must have a different key, because the stack of `prod` for the account `a-b` and the stack of `prod-a` for the account `b` would both be called `prod-a-b`',
  ],
  [
    'a tenant moved from the name of a stack',
    withTenant('layout: account') + tenant('other', 'movedFrom: prod-main'),
    'stack-name-twice tenants.other 13:3',
    'must have a different key, because the stack of `prod` for the account `main` and the stack of `other` would both be called `prod-main`',
  ],
])('%s', (_, text, ...said) => {
  expectProblem(text.replace('    providerOwner: prod\n', ''), ...said);
});

test.each([
  ['without stacks for accounts', withTenant() + tenant('prod-main')],
  ['for an account that is not in use', withTenant('layout: account') + tenant('prod-spare')],
  ['of one tenant in two cases', withTenant('movedFrom: PROD', 'layout: account')],
])('names of stacks %s do not meet', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});
