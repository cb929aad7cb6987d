import { deploymentOf, edited, expectProblem, withTenant } from '../support';

const UUID = 'accountUuid: 11111111-2222-3333-4444-555555555555';
const withActor = (...lines: string[]) =>
  withTenant(UUID, 'workflowActors:', '  bot:', ...['group: Operators', ...lines].map((line) => `    ${line}`));
const at = 'tenants.prod.workflowActors.bot.connections';

test.each([
  [
    'left out',
    withActor(),
    `key-missing ${at} 11:7`,
    'is required: Keys of the connections that the actor may use, or `all`',
  ],
  ['empty', withActor('connections: []'), `value-range ${at} 13:9`, 'must have at least 1 entry, got a list of 0'],
  [
    'a key that is not in a list',
    withActor('connections: ops'),
    `value-choice ${at} 13:9`,
    'must be `all` or a list of connection keys, got "ops"',
  ],
  [
    'a number in the list',
    withActor('connections: [1]'),
    `value-type ${at}[0] 13:23`,
    'must be a string; put it in quotes, got 1',
  ],
  [
    'a connection that is not there',
    withActor('connections: [ops, op]'),
    `actor-connection ${at}[1] 13:28`,
    'must be a connection of this tenant: `ops`, got "op"; did you mean `ops`?',
  ],
  ['a connection twice', withActor('connections: [ops, ops]'), `listed-twice ${at}[1] 13:28`],
  [
    'a retired connection',
    edited(
      '        account: main\n',
      '        account: main\n        retired: true\n',
      withActor('connections: [ops]'),
    ).concat('      next: {account: main, roleOf: ops}\n'),
    `actor-connection ${at}[0] 13:23`,
    'must not be a retired connection, which no workflow can use, got "ops"',
  ],
])('the connections of an actor: %s', (_, text, ...said) => {
  expectProblem(text, ...said);
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
    [
      'one group',
      'a: {group: Operators, connections: all}, b: {group: operators, connections: all}',
      '10:63',
      '"operators"',
    ],
    [
      'one service user, created and existing',
      'a: {serviceUser: {create: Runner}, connections: all}, b: {serviceUser: {existing: Runner}, connections: all}',
      '10:76',
      '"Runner"',
    ],
  ])('must not be %s twice', (_, actors, place, got) => {
    expectProblem(
      withTenant(UUID, `workflowActors: {${actors}}`),
      `actor-twice tenants.prod.workflowActors.b ${place}`,
      `must name a different user or group from that of \`a\`, got ${got}`,
    );
  });
});
