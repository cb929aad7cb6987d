import { edited, problemsOf, withConnection } from '../support';

function withOther(...lines: string[]): string {
  return withConnection('role: {name: own}').concat('      other:\n', ...lines.map((line) => `        ${line}\n`));
}

const at = '`tenants.prod.connections.other';

test.each([
  [
    'itself',
    withOther('account: main', 'roleOf: other'),
    `${at}.roleOf\` must be a different connection, got "other" (deployment.yaml:15:9)`,
  ],
  [
    'a connection that is not there',
    withOther('account: main', 'roleOf: op'),
    `${at}.roleOf\` must be a different connection of this tenant: \`ops\`, got "op"; did you mean \`ops\`? (deployment.yaml:15:9)`,
  ],
  [
    'a connection of another account',
    edited(
      'tenants:\n',
      '  spare: {id: "210987654321", region: eu-central-1}\ntenants:\n',
      withOther('account: spare', 'roleOf: ops'),
    ),
    `${at}.roleOf\` must be a connection in the account \`spare\`, got "ops" (deployment.yaml:16:9)`,
  ],
  [
    'a connection without a role of its own',
    withOther('account: main', 'roleOf: ops').concat('      third:\n        account: main\n        roleOf: other\n'),
    '`tenants.prod.connections.third.roleOf` must be a connection with a role of its own, but `other` uses the role of another, got "other" (deployment.yaml:18:9)',
  ],
  [
    'and a role',
    withOther('account: main', 'roleOf: ops', 'role: {path: /a/}'),
    `${at}.role\` must be left out, because \`roleOf\` uses the role of \`ops\` unchanged (deployment.yaml:16:9)`,
  ],
  [
    'and permissions',
    withOther('account: main', 'roleOf: ops', 'permissions: {}'),
    `${at}.permissions\` must be left out, because \`roleOf\` uses the role of \`ops\` unchanged (deployment.yaml:16:9)`,
  ],
])('roleOf: %s', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});

test.each([
  ['nobody uses its role', withOther('account: main', 'retired: true')],
  [
    'only a retired one uses its role',
    withOther('account: main', 'retired: true').concat(
      '      third:\n        account: main\n        roleOf: other\n        retired: true\n',
    ),
  ],
])('retired: %s', (_, text) => {
  expect(problemsOf(text)[0]).toBe(
    `${at}.retired\` must be left out, along with the whole connection, unless another one names it in \`roleOf\` (deployment.yaml:15:9)`,
  );
});

test('a retired connection leaves its name to another', () => {
  const text = withOther('account: main', 'retired: true').concat(
    '      third:\n        account: main\n        roleOf: other\n        name: other\n',
  );

  expect(problemsOf(text)).toEqual([]);
});

test('a role may serve a connection of each schema', () => {
  expect(problemsOf(withOther('account: main', 'roleOf: ops', 'schema: enhanced'))).toEqual([]);
});

test('nothing is said about a connection whose target is wrong in itself', () => {
  const text = edited(
    '        role: {name: own}\n',
    '        acount: main\n',
    withOther('account: main', 'roleOf: ops'),
  );

  expect(problemsOf(text)).toEqual([
    '`tenants.prod.connections.ops.acount` is not a known key; did you mean `account`? (deployment.yaml:12:9)',
  ]);
});
