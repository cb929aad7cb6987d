import { deploymentOf, edited, expectProblem, GOOD, problemsOf, withConnection, withTenant } from '../support';

const at = 'tenants.prod.connections.ops.movedFrom';
const SPARE = '      spare:\n        account: main\n';
const OTHER = '  other:\n    environment: xyz98765.apps.dynatrace.com\n';

test.each([
  [
    'to itself',
    withConnection('movedFrom: ops'),
    `moved-from ${at} 12:9`,
    'must differ from the key of the connection itself, got "ops"',
  ],
  [
    'from a connection that is still there',
    withConnection('movedFrom: spare', 'name: own', 'role: {name: own}') + SPARE,
    `moved-from ${at} 12:9`,
    'must be the key of a connection that is no longer in the file, got "spare"; remove that one or leave `movedFrom` out',
  ],
  [
    'twice from one key',
    `${withConnection('movedFrom: old', 'name: own', 'role: {name: own}') + SPARE}        movedFrom: old\n`,
    'moved-from tenants.prod.connections.spare.movedFrom 17:9',
    'must differ from `movedFrom` of `ops`, got "old"',
  ],
  [
    'from what is not a key',
    withConnection('movedFrom: o ps'),
    `value-form ${at} 12:9`,
    'must consist of letters, digits, "-" and "_", got "o ps"',
  ],
])('a connection is not moved %s', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test.each([
  [
    'to itself',
    withTenant('movedFrom: prod'),
    'moved-from tenants.prod.movedFrom 9:5',
    'must differ from the key of the tenant itself, got "prod"',
  ],
  [
    'from a tenant that is still there',
    withTenant('movedFrom: other') + OTHER,
    'moved-from tenants.prod.movedFrom 9:5',
    'must be the key of a tenant that is no longer in the file, got "other"; remove that one or leave `movedFrom` out',
  ],
  [
    'twice from one key',
    `${withTenant('movedFrom: old') + OTHER}    movedFrom: old\n`,
    'moved-from tenants.other.movedFrom 15:5',
    'must differ from `movedFrom` of `prod`, got "old"',
  ],
])('a tenant is not moved %s', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test('a key that is gone can be moved from, also when only its case differs', () => {
  expect(deploymentOf(withConnection('movedFrom: Ops')).tenants.prod?.connections.ops?.movedFrom).toBe('Ops');
  expect(deploymentOf(withTenant('movedFrom: production')).tenants.prod?.movedFrom).toBe('production');
});

test('two tenants may each move a connection from one key', () => {
  const other = `${OTHER}    connections: {ops: {account: spare, movedFrom: old}}\n`;
  const text = edited('tenants:\n', '  spare: {id: "210987654321", region: eu-central-1}\ntenants:\n', GOOD);

  expect(problemsOf(`${text}        movedFrom: old\n${other}`)).toEqual([]);
});
