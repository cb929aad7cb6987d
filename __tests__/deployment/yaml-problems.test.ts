import { deploymentOf, edited, GOOD, problemsOf } from './support';

const START = 'copy one of examples/ to deployment.yaml, or set DEPLOYMENT_FILE to the path of yours';

describe('text that is no usable YAML', () => {
  test.each([
    ['an empty file', '', `\`deployment.yaml\` is empty; ${START} (deployment.yaml:1:1)`],
    ['comments alone', '# nothing yet\n', `\`deployment.yaml\` is empty; ${START} (deployment.yaml:1:1)`],
    [
      'a list',
      '- name: test\n',
      '`deployment.yaml` must be a mapping with `name`, `accounts` and `tenants`, got a list of 1 (deployment.yaml:1:1)',
    ],
    [
      'a text',
      'test\n',
      '`deployment.yaml` must be a mapping with `name`, `accounts` and `tenants`, got "test" (deployment.yaml:1:1)',
    ],
    [
      'tabs',
      'name: test\ntenants:\n\tprod:\n',
      '`deployment.yaml` is not valid YAML: indent with spaces, not with tabs (deployment.yaml:3:1)',
    ],
    [
      'a list that stays open',
      edited('"123456789012"', '[1'),
      '`deployment.yaml` is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ] (deployment.yaml:5:5)',
    ],
    [
      'a quote that stays open',
      'name: "test\n',
      '`deployment.yaml` is not valid YAML: missing closing "quote (deployment.yaml:2:1)',
    ],
    [
      'a text with a colon',
      edited('name: test', 'name: a: b'),
      '`deployment.yaml` is not valid YAML: a mapping cannot begin on the line of its key; a string with ": " needs quotes (deployment.yaml:1:7)',
    ],
    [
      'two documents',
      `${GOOD}---\nname: other\n`,
      '`deployment.yaml` must contain a single document; remove the line --- (deployment.yaml:12:1)',
    ],
    [
      'an unknown tag',
      edited('name: test', 'name: !secret test'),
      '`deployment.yaml` is not valid YAML: unresolved tag (deployment.yaml:1:7)',
    ],
    [
      'an alias without an anchor',
      edited('"123456789012"', '*id'),
      '`deployment.yaml` is not valid YAML: an alias (*) refers to no earlier anchor (&) (deployment.yaml:4:9)',
    ],
    [
      'a list as a key',
      `${GOOD}? [a]\n: b\n`,
      '`deployment.yaml` must have plain strings as keys (deployment.yaml:12:3)',
    ],
    [
      'a key that is written twice',
      edited('    region: eu-central-1\n', '    region: eu-central-1\n    region: eu-west-1\n'),
      '`accounts.main.region` must not appear twice (deployment.yaml:6:5)',
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });

  test('aliases that multiply are refused before they fill the memory', () => {
    const bomb = Array.from({ length: 9 }, (_, i) => `b${i + 1}: &b${i + 1} [${Array(9).fill(`*b${i}`).join(',')}]`);

    expect(problemsOf(`b0: &b0 [x]\n${bomb.join('\n')}\n`)).toEqual([
      '`deployment.yaml` uses aliases (*) too often, or has one that contains itself (deployment.yaml:1:1)',
    ]);
  });

  test.each(['a: &a [*a]\n', `a: &a {<<: *a, b: ${['dt0c01', 'ABCDEFGH'].join('.')}}\n`])(
    'an alias that holds itself ends: %j',
    (text) => {
      expect(problemsOf(text)).toContain(
        '`deployment.yaml` uses aliases (*) too often, or has one that contains itself (deployment.yaml:1:1)',
      );
    },
  );

  test('a key that is written twice does not hide other mistakes', () => {
    expect(problemsOf(edited('name: test', 'name: test\nname: a b'))).toEqual([
      '`name` must not appear twice (deployment.yaml:2:1)',
      '`name` must consist of letters, digits, "-" and "_", got "a b" (deployment.yaml:2:1)',
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
    expect(problemsOf(edited('eu-central-1', 'Frankfurt', MERGED)).at(-1)).toBe(
      '`accounts.spare.region` must be an AWS region of the partition aws, aws-cn or aws-us-gov, such as eu-central-1, got "Frankfurt" (deployment.yaml:5:5)',
    );
    expect(problemsOf(edited('team: a', 'team: 1', MERGED))).toEqual([
      '`accounts.main.tags.team` must be a string; put it in quotes, got 1 (deployment.yaml:6:18)',
      '`accounts.spare.tags.team` must be a string; put it in quotes, got 1 (deployment.yaml:6:18)',
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
      '`tenants.prod.allowedHosts[0]` must be a string; put it in quotes, got 3 (deployment.yaml:5:27)',
      '`tenants.spare.allowedHosts[0]` must be a string; put it in quotes, got 3 (deployment.yaml:5:27)',
    ]);
  });

  test('several mappings can be merged, and the first one wins', () => {
    const text = edited('<<: *account', '<<: [*account, *other]', MERGED).replace(
      '  spare:',
      '  third: &other {id: "333333333333", region: us-east-1, profile: 3}\n  spare:',
    );

    expect(problemsOf(text)).toEqual([
      '`accounts.third.profile` must be a string; put it in quotes, got 3 (deployment.yaml:7:57)',
      '`accounts.spare.profile` must be a string; put it in quotes, got 3 (deployment.yaml:7:57)',
    ]);
  });
});
