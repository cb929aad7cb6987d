import { decide, PolicySyntaxError, parsePolicy } from '../../dynatrace/policy';

describe('policy language', () => {
  it('reads the statements of the setup page', () => {
    // given
    const text = `
      ALLOW app-engine:apps:install;
      ALLOW settings:objects:read, settings:objects:write, settings:schemas:read WHERE settings:schemaId = "a";
      ALLOW hyperscaler-authentication:aws:authenticate;`;

    // when
    const statements = parsePolicy(text);

    // then
    expect(statements.map(({ permissions }) => permissions.length)).toEqual([1, 3, 1]);
    expect(statements[1]?.conditions).toEqual([{ name: 'settings:schemaId', operator: '=', values: ['a'] }]);
  });

  it('knows comments, either kind of quotes, and values with the signs of the language', () => {
    const [statement] = parsePolicy(`// who may install
      ALLOW app-engine:apps:install // "with" quotes;
      WHERE shared:app-id NOT startsWith 'my; AND // own' AND app-engine:app-installer = "u";`);
    expect(statement?.conditions).toEqual([
      { name: 'shared:app-id', operator: 'NOT startsWith', values: ['my; AND // own'] },
      { name: 'app-engine:app-installer', operator: '=', values: ['u'] },
    ]);
  });

  it.each([
    ['', 'a policy needs at least one statement'],
    ['// nothing but a comment', 'a policy needs at least one statement'],
    ['ALLOW hub:catalog:read; '.repeat(101), 'a policy has at most 100 statements'],
    [
      'ALLOW settings:schemas:read WHERE settings:scope = "environment";',
      '"settings:schemas:read" takes no condition "settings:scope"',
    ],
    [
      'ALLOW settings:objects:read WHERE settings:schemaId IN "a";',
      'condition "settings:schemaId IN "a"" must look like name = "value"',
    ],
    ['ALLOW hub:catalog:read', 'statement "ALLOW hub:catalog:read" must end with ";"'],
    ['GRANT hub:catalog:read;', 'statement "GRANT hub:catalog:read" must start with ALLOW or DENY and a permission'],
    ['ALLOW hub:catalog:write;', 'unknown permission "hub:catalog:write"'],
    [
      'ALLOW hyperscaler-authentication:aws:authenticate WHERE settings:schemaId = "a";',
      '"hyperscaler-authentication:aws:authenticate" takes no condition "settings:schemaId"',
    ],
    [
      'ALLOW settings:objects:read WHERE settings:schemaId;',
      'condition "settings:schemaId" must look like name = "value"',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parsePolicy(text)).toThrow(new PolicySyntaxError(message));
  });
});

describe('decision', () => {
  const read = (text: string, context: Record<string, string> = {}) =>
    decide(parsePolicy(text), 'settings:objects:read', context);

  it.each([
    ['IN ("a", "b")', 'b', 'true'],
    ['IN ("a","b")', 'c', 'false'],
    ['startsWith "builtin:"', 'builtin:x', 'true'],
    ['startsWith "builtin:"', 'app:x', 'false'],
    ['NOT startsWith "builtin:"', 'builtin:x', 'false'],
    ['NOT startsWith "builtin:"', 'app:x', 'true'],
    ['!= "a"', 'b', 'true'],
    ['!= "a"', 'a', 'false'],
    ['= "a"', undefined, 'condition'],
  ])('WHERE settings:schemaId %s, schema %s: %s', (condition, schemaId, expected) => {
    const context: Record<string, string> = schemaId ? { 'settings:schemaId': schemaId } : {};
    expect(read(`ALLOW settings:objects:read WHERE settings:schemaId ${condition};`, context)).toBe(expected);
  });

  it('needs all conditions of a statement', () => {
    const text = 'ALLOW settings:objects:read WHERE settings:schemaId = "a" AND settings:scope = "environment";';
    expect(read(text, { 'settings:schemaId': 'a', 'settings:scope': 'environment' })).toBe('true');
    expect(read(text, { 'settings:schemaId': 'a' })).toBe('condition');
    expect(read(text, { 'settings:schemaId': 'b' })).toBe('false');
  });

  it('lets a denial win', () => {
    const text = 'ALLOW settings:objects:read; DENY settings:objects:read WHERE settings:schemaId = "a";';
    expect(read(text, { 'settings:schemaId': 'a' })).toBe('false');
    expect(read(text, { 'settings:schemaId': 'b' })).toBe('true');
    expect(read(text)).toBe('condition');
  });

  it('grants nothing that is not named', () => {
    expect(read('ALLOW settings:schemas:read;')).toBe('false');
  });
});
