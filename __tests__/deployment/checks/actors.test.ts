import { deploymentOf, edited, problemsOf, withTenant } from '../support';

const UUID = 'accountUuid: 11111111-2222-3333-4444-555555555555';
const withActor = (...lines: string[]) =>
  withTenant(UUID, 'workflowActors:', '  bot:', ...['group: Operators', ...lines].map((line) => `    ${line}`));
const at = '`tenants.prod.workflowActors.bot.connections';

test.each([
  [
    'left out',
    withActor(),
    `${at}\` is required: Keys of the connections that the actor may use, or \`all\` (deployment.yaml:11:7)`,
  ],
  ['empty', withActor('connections: []'), `${at}\` must have at least 1 entry, got a list of 0 (deployment.yaml:13:9)`],
  [
    'a key that is not in a list',
    withActor('connections: ops'),
    `${at}\` must be \`all\` or a list of connection keys, got "ops" (deployment.yaml:13:9)`,
  ],
  [
    'a number in the list',
    withActor('connections: [1]'),
    `${at}[0]\` must be a string; put it in quotes, got 1 (deployment.yaml:13:23)`,
  ],
  [
    'a connection that is not there',
    withActor('connections: [ops, op]'),
    `${at}[1]\` must be a connection of this tenant: \`ops\`, got "op"; did you mean \`ops\`? (deployment.yaml:13:28)`,
  ],
  [
    'a connection twice',
    withActor('connections: [ops, ops]'),
    `${at}[1]\` must not be listed twice, got "ops" (deployment.yaml:13:28)`,
  ],
  [
    'a retired connection',
    edited(
      '        account: main\n',
      '        account: main\n        retired: true\n',
      withActor('connections: [ops]'),
    ).concat('      next: {account: main, roleOf: ops}\n'),
    `${at}[0]\` must not be a retired connection, which no workflow can use, got "ops" (deployment.yaml:13:23)`,
  ],
])('the connections of an actor: %s', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});

test.each([
  ['all', 'all'],
  ['[ops]', ['ops']],
])('the connections of an actor can be %s', (written, read) => {
  const { tenants } = deploymentOf(withActor(`connections: ${written}`));

  expect(tenants.prod?.workflowActors.bot?.connections).toEqual(read);
});

describe('workflow actors', () => {
  test.each([
    ['one group', 'a: {group: Operators, connections: all}, b: {group: operators, connections: all}', '"operators"'],
    [
      'one service user, created and existing',
      'a: {serviceUser: {create: Runner}, connections: all}, b: {serviceUser: {existing: Runner}, connections: all}',
      '"Runner"',
    ],
  ])('must not be %s twice', (_, actors, got) => {
    expect(problemsOf(withTenant(UUID, `workflowActors: {${actors}}`))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^\`tenants\\.prod\\.workflowActors\\.b\` must name a different user or group from that of \`a\`, got ${got} \\(deployment\\.yaml:10:\\d+\\)$`,
        ),
      ),
    ]);
  });
});
