import {
  edited,
  expectProblem,
  GOOD,
  problemsOf,
  sentencesOf,
  withAccount,
  withConnection,
  withTenant,
} from '../support';

const at = 'tenants.prod.connections.ops';

describe('the account of a connection', () => {
  test.each([
    [
      'misspelt',
      edited('account: main', 'account: mian'),
      `account-unknown ${at}.account 11:9`,
      'must be one of `accounts`: `main`, got "mian"; did you mean `main`?',
    ],
    ['in another case', edited('account: main', 'account: Main'), `account-unknown ${at}.account 11:9`],
    [
      'unlike any',
      edited('account: main', 'account: production'),
      `account-unknown ${at}.account 11:9`,
      'must be one of `accounts`: `main`, got "production"',
    ],
    [
      'the name of something that every object has',
      edited('account: main', 'account: constructor'),
      `account-unknown ${at}.account 11:9`,
    ],
    [
      'without any accounts',
      GOOD.replace(/accounts:[\s\S]*(?=tenants:)/, ''),
      `account-unknown ${at}.account 7:9`,
      'must be one of `accounts`, got "main"; add it to `accounts`, which is empty',
    ],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
  });

  test('is no further problem when the account itself is wrong', () => {
    expect(problemsOf(edited('eu-central-1', 'Frankfurt'))).toHaveLength(1);
  });

  test('is not listed endlessly', () => {
    const accounts = Array.from(
      { length: 25 },
      (_, index) => `  a${index}: {id: "${String(index).padStart(12, '0')}", region: eu-west-1}\n`,
    );
    const [sentence] = sentencesOf(
      edited('tenants:\n', `${accounts.join('')}tenants:\n`).replace('account: main', 'account: zzz'),
    );

    expect(sentence).toContain('`a18` and 6 more, got "zzz"');
  });
});

describe('the name of a connection', () => {
  const named = (name: string, schema = 'legacy') => withConnection(`name: ${name}`, `schema: ${schema}`);
  test.each([
    ['with a colon', named('"a:b"'), `connection-name-form ${at}.name 12:9`, 'must not contain ":", got "a:b"'],
    ['with a colon, enhanced', named('"abc:d"', 'enhanced'), `connection-name-form ${at}.name 12:9`],
    [
      'empty',
      named('""'),
      `connection-name-form ${at}.name 12:9`,
      'must have 1 to 100 characters in the legacy schema, got ""',
    ],
    ['of 101 characters', named('n'.repeat(101)), `connection-name-form ${at}.name 12:9`],
    [
      'of 2 characters, enhanced',
      named('ab', 'enhanced'),
      `connection-name-form ${at}.name 12:9`,
      'must have 3 to 100 characters in the enhanced schema, got "ab"',
    ],
    ['of 101 characters, enhanced', named('n'.repeat(101), 'enhanced'), `connection-name-form ${at}.name 12:9`],
    [
      'with a space before it',
      named('" ops"'),
      `connection-name-form ${at}.name 12:9`,
      'must not begin or end with a space, got " ops"',
    ],
    [
      'with a wildcard',
      named('"ops*"'),
      `connection-name-form ${at}.name 12:9`,
      'must not contain "*" or "?", because the trust policy contains it, got "ops*"',
    ],
    [
      'in another script',
      named('運用'),
      `connection-name-form ${at}.name 12:9`,
      'must consist of Latin letters and symbols, because the trust policy contains it, got "運用"',
    ],
    [
      'from a key that is too short',
      edited('ops:\n', 'op:\n').replace('account: main', 'account: main\n        schema: enhanced'),
      'connection-name-form tenants.prod.connections.op 10:7',
    ],
    [
      "from a key that is too short for the tenant's schema",
      withTenant('schema: enhanced').replace('ops:', 'op:'),
      'connection-name-form tenants.prod.connections.op 11:7',
    ],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
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
    expectProblem(
      second('ops'),
      'connection-name-twice tenants.prod.connections.other.name 14:9',
      'must differ from the name of `ops` in the same tenant, got "ops"',
    );
  });

  test('in a tenant are refused at the key, when the key is the name', () => {
    expect(problemsOf(`${withConnection('name: other')}      other:\n        account: main\n`)).toEqual([
      'connection-name-twice tenants.prod.connections.other 13:7',
    ]);
  });

  test('in two tenants are fine', () => {
    const other = '  other:\n    environment: xyz98765.apps.dynatrace.com\n    connections: {ops: {account: main}}\n';

    expect(problemsOf(withAccount('providerOwner: prod') + other)).toEqual([]);
  });
});
