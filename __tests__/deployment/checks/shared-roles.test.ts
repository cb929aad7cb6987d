import { edited, expectProblem, problemsOf, sentencesOf, withConnection } from '../support';

function withOther(...lines: string[]): string {
  return withConnection('role: {name: own}').concat('      other:\n', ...lines.map((line) => `        ${line}\n`));
}

const at = 'tenants.prod.connections.other';

test.each([
  [
    'itself',
    withOther('account: main', 'roleOf: other'),
    `role-of ${at}.roleOf 15:9`,
    'must be a different connection, got "other"',
  ],
  [
    'a connection that is not there',
    withOther('account: main', 'roleOf: op'),
    `role-of ${at}.roleOf 15:9`,
    'must be a different connection of this tenant: `ops`, got "op"; did you mean `ops`?',
  ],
  [
    'a connection of another account',
    edited(
      'tenants:\n',
      '  spare: {id: "210987654321", region: eu-central-1}\ntenants:\n',
      withOther('account: spare', 'roleOf: ops'),
    ),
    `role-of ${at}.roleOf 16:9`,
    'must be a connection in the account `spare`, got "ops"',
  ],
  [
    'a connection without a role of its own',
    withOther('account: main', 'roleOf: ops').concat('      third:\n        account: main\n        roleOf: other\n'),
    'role-of tenants.prod.connections.third.roleOf 18:9',
    'must be a connection with a role of its own, but `other` uses the role of another, got "other"',
  ],
  [
    'and a role',
    withOther('account: main', 'roleOf: ops', 'role: {path: /a/}'),
    `role-of-unchanged ${at}.role 16:9`,
    'must be omitted, because `roleOf` uses the role of `ops` unchanged',
  ],
  [
    'and permissions',
    withOther('account: main', 'roleOf: ops', 'permissions: {}'),
    `role-of-unchanged ${at}.permissions 16:9`,
  ],
])('roleOf: %s', (_, text, ...said) => {
  expectProblem(text, ...said);
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
  expect(problemsOf(text)[0]).toBe(`connection-retired ${at}.retired 15:9`);
  expect(sentencesOf(text)[0]).toBe(
    'must be omitted, along with the whole connection, unless another one names it in `roleOf`',
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

  expect(problemsOf(text)).toEqual(['key-unknown tenants.prod.connections.ops.acount 12:9']);
});
