import { deploymentOf, edited, expectProblem, GOOD, problemsOf } from './support';

const START = 'copy one of examples/ to deployment.yaml, or set DEPLOYMENT_FILE to the path of yours';

describe('text that is no usable YAML', () => {
  test.each([
    ['an empty file', '', 'value-type deployment.yaml 1:1', `is empty; ${START}`],
    ['comments alone', '# nothing yet\n', 'value-type deployment.yaml 1:1'],
    [
      'a list',
      '- name: test\n',
      'value-type deployment.yaml 1:1',
      'must be a mapping with `name`, `accounts` and `tenants`, got a list of 1',
    ],
    ['a text', 'test\n', 'value-type deployment.yaml 1:1'],
    [
      'tabs',
      'name: test\ntenants:\n\tprod:\n',
      'invalid-yaml deployment.yaml 3:1',
      'is not valid YAML: indent with spaces, not with tabs',
    ],
    [
      'a list that stays open',
      edited('"123456789012"', '[1'),
      'invalid-yaml deployment.yaml 5:5',
      'is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a quote that stays open',
      'name: "test\n',
      'invalid-yaml deployment.yaml 2:1',
      'is not valid YAML: missing closing "quote',
    ],
    [
      'a text with a colon',
      edited('name: test', 'name: a: b'),
      'invalid-yaml deployment.yaml 1:7',
      'is not valid YAML: a mapping cannot begin on the line of its key; a string with ": " needs quotes',
    ],
    [
      'two documents',
      `${GOOD}---\nname: other\n`,
      'invalid-yaml deployment.yaml 12:1',
      'must contain a single document; remove the line ---',
    ],
    [
      'an unknown tag',
      edited('name: test', 'name: !secret test'),
      'invalid-yaml deployment.yaml 1:7',
      'is not valid YAML: unresolved tag',
    ],
    [
      'an alias without an anchor',
      edited('"123456789012"', '*id'),
      'invalid-yaml deployment.yaml 4:9',
      'is not valid YAML: an alias (*) refers to no earlier anchor (&)',
    ],
    ['a list as a key', `${GOOD}? [a]\n: b\n`, 'key-unquoted deployment.yaml 12:3', 'must have plain strings as keys'],
    [
      'a key that is written twice',
      edited('    region: eu-central-1\n', '    region: eu-central-1\n    region: eu-west-1\n'),
      'key-repeated accounts.main.region 6:5',
      'must not appear twice',
    ],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
  });

  test('aliases that multiply are refused before they fill the memory', () => {
    const bomb = Array.from({ length: 9 }, (_, i) => `b${i + 1}: &b${i + 1} [${Array(9).fill(`*b${i}`).join(',')}]`);

    expectProblem(
      `b0: &b0 [x]\n${bomb.join('\n')}\n`,
      'invalid-yaml deployment.yaml 1:1',
      'uses aliases (*) too often, or has one that contains itself',
    );
  });

  test.each(['a: &a [*a]\n', `a: &a {<<: *a, b: ${['dt0c01', 'ABCDEFGH'].join('.')}}\n`])(
    'an alias that holds itself ends: %j',
    (text) => {
      expect(problemsOf(text)).toContain('invalid-yaml deployment.yaml 1:1');
    },
  );

  test('a key that is written twice does not hide other mistakes', () => {
    expect(problemsOf(edited('name: test', 'name: test\nname: a b'))).toEqual([
      'key-repeated name 2:1',
      'value-form name 2:1',
    ]);
  });
});

describe('anchors and merge keys', () => {
  const MERGED = `name: test
accounts:
  main: &account
    id: "123456789012"
    region: eu-central-1
    tags: &tags {team: a}
  spare:
    <<: *account
    id: "210987654321"
    tags: *tags
tenants:
  prod:
    environment: abc12345.apps.dynatrace.com
`;

  test('are followed', () => {
    expect(deploymentOf(MERGED).accounts.spare).toMatchObject({
      id: '210987654321',
      region: 'eu-central-1',
      tags: { team: 'a' },
    });
  });

  test('lead to the place where a wrong value is written', () => {
    expect(problemsOf(edited('eu-central-1', 'Frankfurt', MERGED)).at(-1)).toBe('value-form accounts.spare.region 5:5');
    expect(problemsOf(edited('team: a', 'team: 1', MERGED))).toEqual([
      'value-type accounts.main.tags.team 6:18',
      'value-type accounts.spare.tags.team 6:18',
    ]);
  });

  test('part when a list that two places share has a wrong entry', () => {
    const text = `name: test
tenants:
  prod:
    environment: abc12345.apps.dynatrace.com
    allowedHosts: &hosts [3, a.example.com]
  spare:
    environment: xyz98765.apps.dynatrace.com
    allowedHosts: *hosts
`;

    expect(problemsOf(text)).toEqual([
      'value-type tenants.prod.allowedHosts[0] 5:27',
      'value-type tenants.spare.allowedHosts[0] 5:27',
    ]);
  });

  test('several mappings can be merged, and the first one wins', () => {
    const text = edited('<<: *account', '<<: [*account, *other]', MERGED).replace(
      '  spare:',
      '  third: &other {id: "333333333333", region: us-east-1, profile: 3}\n  spare:',
    );

    expect(problemsOf(text)).toEqual([
      'value-type accounts.third.profile 7:57',
      'value-type accounts.spare.profile 7:57',
    ]);
  });
});
