import { deploymentOf, edited, problemsOf, sentencesOf, withAccount, withConnection, withTenant } from './support';

const UUID = 'accountUuid: 11111111-2222-3333-4444-555555555555';

const ORDINARY = ['constructor', 'toString', 'oidc-main', '"1e3"', '"0x10"'];

/** The good file with a key in one of its maps, and where that map is. */
const MAPS: [string, (key: string) => string, string][] = [
  ['accounts', (key) => edited('  main:', `  ${key}:`).replace('account: main', `account: ${key}`), 'accounts'],
  ['tenants', (key) => edited('  prod:', `  ${key}:`), 'tenants'],
  ['connections', (key) => edited('      ops:', `      ${key}:`), 'tenants.prod.connections'],
  [
    'workflowActors',
    (key) => withTenant(UUID, `workflowActors: {${key}: {group: Operators, connections: all}}`),
    'tenants.prod.workflowActors',
  ],
  ['tags', (key) => withAccount(`tags: {${key}: x}`), 'accounts.main.tags'],
  ["a role's tags", (key) => withConnection(`role: {tags: {${key}: x}}`), 'tenants.prod.connections.ops.role.tags'],
];

/** Maps whose keys are words of IAM. */
const GRAMMARS: typeof MAPS = [
  [
    'condition operators',
    (key) => withConnection(`permissions: {statements: [{actions: "s3:*", conditions: {${key}: {}}}]}`),
    'tenants.prod.connections.ops.permissions.statements[0].conditions',
  ],
  [
    'condition keys',
    (key) => withConnection(`permissions: {statements: [{actions: "s3:*", conditions: {StringEquals: {${key}: x}}}]}`),
    'tenants.prod.connections.ops.permissions.statements[0].conditions.StringEquals',
  ],
];

function keysAt(value: unknown, path: string): string[] {
  const parent = path
    .split(/[.[\]]+/)
    .reduce<unknown>((part, segment) => (part as Record<string, unknown>)[segment], value);
  return Object.keys(parent as object);
}

describe.each(MAPS)('among the %s', (_, file, path) => {
  test.each(ORDINARY)('the key %s is kept as it is', (written) => {
    const key = written.replaceAll('"', '');
    const text = file(written);
    const quoted = written === key ? text : text.replace(`account: ${key}`, `account: "${key}"`);

    expect(keysAt(deploymentOf(quoted), path)).toEqual([key]);
  });
});

describe.each(GRAMMARS)('among the %s', (_, file, path) => {
  test.each(ORDINARY)('the key %s is refused as it is written', (written) => {
    const [problem, ...others] = problemsOf(file(written));

    expect(others).toEqual([]);
    expect(problem).toMatch(/^iam-condition-(operator|key) /);
    expect(problem).toContain(` ${path}.${written.replaceAll('"', '')} `);
  });
});

describe.each([...MAPS, ...GRAMMARS])('among the %s', (_, file) => {
  test('the key __proto__ is refused', () => {
    const problems = problemsOf(file('__proto__'));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^key-(reserved|unknown|form) .*__proto__ \d+:\d+$/);
  });

  test.each([
    ['1e3', '1000'],
    ['0x10', '16'],
    ['0o17', '15'],
    ['010', '10'],
    ['1.0', '1'],
    ['True', 'true'],
    ['12345678901234567890', '12345678901234567000'],
    ['null', 'nothing'],
    ['~', 'nothing'],
  ])('the key %s is refused without quotes', (written, read) => {
    expect(problemsOf(file(written))).toEqual([
      expect.stringMatching(new RegExp(`^key-unquoted .*${written}.* \\d+:\\d+$`)),
    ]);
    expect(sentencesOf(file(written))).toEqual([`must be quoted, because YAML reads it as ${read}`]);
  });
});

test('a key of digits is kept as it is', () => {
  expect(Object.keys(deploymentOf(edited('prod:', '2024:')).tenants)).toEqual(['2024']);
});
