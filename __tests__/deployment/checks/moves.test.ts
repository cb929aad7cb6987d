import { deploymentOf, edited, GOOD, problemsOf, withConnection, withTenant } from '../support';

const at = '`tenants.prod.connections.ops.movedFrom`';
const SPARE = '      spare:\n        account: main\n';
const OTHER = '  other:\n    environment: xyz98765.apps.dynatrace.com\n';

test.each([
  [
    'to itself',
    withConnection('movedFrom: ops'),
    `${at} must differ from the key of the connection itself, got "ops" (deployment.yaml:12:9)`,
  ],
  [
    'from a connection that is still there',
    withConnection('movedFrom: spare', 'name: own', 'role: {name: own}') + SPARE,
    `${at} must be the key of a connection that is no longer in the file, got "spare"; remove that one or leave \`movedFrom\` out (deployment.yaml:12:9)`,
  ],
  [
    'twice from one key',
    `${withConnection('movedFrom: old', 'name: own', 'role: {name: own}') + SPARE}        movedFrom: old\n`,
    '`tenants.prod.connections.spare.movedFrom` must differ from `movedFrom` of `ops`, got "old" (deployment.yaml:17:9)',
  ],
  [
    'from what is not a key',
    withConnection('movedFrom: o ps'),
    `${at} must consist of letters, digits, "-" and "_", got "o ps" (deployment.yaml:12:9)`,
  ],
])('a connection is not moved %s', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});

test.each([
  [
    'to itself',
    withTenant('movedFrom: prod'),
    '`tenants.prod.movedFrom` must differ from the key of the tenant itself, got "prod" (deployment.yaml:9:5)',
  ],
  [
    'from a tenant that is still there',
    withTenant('movedFrom: other') + OTHER,
    '`tenants.prod.movedFrom` must be the key of a tenant that is no longer in the file, got "other"; remove that one or leave `movedFrom` out (deployment.yaml:9:5)',
  ],
  [
    'twice from one key',
    `${withTenant('movedFrom: old') + OTHER}    movedFrom: old\n`,
    '`tenants.other.movedFrom` must differ from `movedFrom` of `prod`, got "old" (deployment.yaml:15:5)',
  ],
])('a tenant is not moved %s', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
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
