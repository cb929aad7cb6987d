import { edited, GOOD, problemsOf, withAccount, withConnection, withTenant } from '../support';

const at = '`tenants.prod.connections.ops';

describe('the account of a connection', () => {
  test.each([
    [
      'misspelt',
      edited('account: main', 'account: mian'),
      `${at}.account\` must be one of \`accounts\`: \`main\`, got "mian"; did you mean \`main\`? (deployment.yaml:11:9)`,
    ],
    [
      'in another case',
      edited('account: main', 'account: Main'),
      `${at}.account\` must be one of \`accounts\`: \`main\`, got "Main"; did you mean \`main\`? (deployment.yaml:11:9)`,
    ],
    [
      'unlike any',
      edited('account: main', 'account: production'),
      `${at}.account\` must be one of \`accounts\`: \`main\`, got "production" (deployment.yaml:11:9)`,
    ],
    [
      'the name of something that every object has',
      edited('account: main', 'account: constructor'),
      `${at}.account\` must be one of \`accounts\`: \`main\`, got "constructor" (deployment.yaml:11:9)`,
    ],
    [
      'without any accounts',
      GOOD.replace(/accounts:[\s\S]*(?=tenants:)/, ''),
      `${at}.account\` must be one of \`accounts\`, got "main"; add it to \`accounts\`, which is empty (deployment.yaml:7:9)`,
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });

  test('is no further problem when the account itself is wrong', () => {
    expect(problemsOf(edited('eu-central-1', 'Frankfurt'))).toHaveLength(1);
  });

  test('is not listed endlessly', () => {
    const accounts = Array.from(
      { length: 25 },
      (_, index) => `  a${index}: {id: "${String(index).padStart(12, '0')}", region: eu-west-1}\n`,
    );
    const [line] = problemsOf(
      edited('tenants:\n', `${accounts.join('')}tenants:\n`).replace('account: main', 'account: zzz'),
    );

    expect(line).toContain('`a18` and 6 more, got "zzz"');
  });
});

describe('the name of a connection', () => {
  const named = (name: string, schema = 'legacy') => withConnection(`name: ${name}`, `schema: ${schema}`);
  test.each([
    ['with a colon', named('"a:b"'), `${at}.name\` must not contain ":", got "a:b" (deployment.yaml:12:9)`],
    [
      'with a colon, enhanced',
      named('"abc:d"', 'enhanced'),
      `${at}.name\` must not contain ":", got "abc:d" (deployment.yaml:12:9)`,
    ],
    [
      'empty',
      named('""'),
      `${at}.name\` must have 1 to 100 characters in the legacy schema, got "" (deployment.yaml:12:9)`,
    ],
    [
      'of 101 characters',
      named('n'.repeat(101)),
      `${at}.name\` must have 1 to 100 characters in the legacy schema, got 101 characters (deployment.yaml:12:9)`,
    ],
    [
      'of 2 characters, enhanced',
      named('ab', 'enhanced'),
      `${at}.name\` must have 3 to 100 characters in the enhanced schema, got "ab" (deployment.yaml:12:9)`,
    ],
    [
      'of 101 characters, enhanced',
      named('n'.repeat(101), 'enhanced'),
      `${at}.name\` must have 3 to 100 characters in the enhanced schema, got 101 characters (deployment.yaml:12:9)`,
    ],
    [
      'with a space before it',
      named('" ops"'),
      `${at}.name\` must not begin or end with a space, got " ops" (deployment.yaml:12:9)`,
    ],
    [
      'with a wildcard',
      named('"ops*"'),
      `${at}.name\` must not contain "*" or "?", because the trust policy contains it, got "ops*" (deployment.yaml:12:9)`,
    ],
    [
      'in another script',
      named('運用'),
      `${at}.name\` must consist of Latin letters and symbols, because the trust policy contains it, got "運用" (deployment.yaml:12:9)`,
    ],
    [
      'from a key that is too short',
      edited('ops:\n', 'op:\n').replace('account: main', 'account: main\n        schema: enhanced'),
      '`tenants.prod.connections.op` must have 3 to 100 characters in the enhanced schema, got "op" (deployment.yaml:10:7)',
    ],
    [
      "from a key that is too short for the tenant's schema",
      withTenant('schema: enhanced').replace('ops:', 'op:'),
      '`tenants.prod.connections.op` must have 3 to 100 characters in the enhanced schema, got "op" (deployment.yaml:11:7)',
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });

  test.each([
    ['of 1 character', named('a')],
    ['of 100 characters', named('n'.repeat(100))],
    ['of 3 characters, enhanced', named('abc', 'enhanced')],
    ['in another script or with a wildcard, enhanced', named('"運用 *"', 'enhanced')],
    ['with accents', named('"Überwachung (é)"')],
  ])('%s is fine', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('two connections of one name', () => {
  const second = (name: string) => `${GOOD}      other:\n        account: main\n        name: ${name}\n`;

  test('in a tenant are refused', () => {
    expect(problemsOf(second('ops'))).toEqual([
      '`tenants.prod.connections.other.name` must differ from the name of `ops` in the same tenant, got "ops" (deployment.yaml:14:9)',
    ]);
  });

  test('in a tenant are refused at the key, when the key is the name', () => {
    expect(problemsOf(`${withConnection('name: other')}      other:\n        account: main\n`)).toEqual([
      '`tenants.prod.connections.other` must differ from the name of `ops` in the same tenant, got "other" (deployment.yaml:13:7)',
    ]);
  });

  test('in two tenants are fine', () => {
    const other = '  other:\n    environment: xyz98765.apps.dynatrace.com\n    connections: {ops: {account: main}}\n';

    expect(problemsOf(withAccount('providerOwner: prod') + other)).toEqual([]);
  });
});
