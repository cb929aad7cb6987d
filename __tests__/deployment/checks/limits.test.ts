import { edited, expectProblem, GOOD, problemsOf, sentencesOf, warningsOf, withTenant } from '../support';

const CONNECTIONS = '    connections:\n      ops:\n        account: main\n';
const connections = (count: number, account = 'main', more = '') =>
  Array.from({ length: count }, (_, index) => `      ${account}${index}: {account: ${account}${more}}\n`).join('');
const filled = (lines: string, ...tenant: string[]) =>
  edited(
    'tenants:\n',
    '  spare: {id: "210987654321", region: eu-central-1}\ntenants:\n',
    edited(CONNECTIONS, `    connections:\n${lines}`, withTenant(...tenant)),
  );

describe('connections in the legacy schema', () => {
  test('may be 100', () => {
    expect(problemsOf(filled(connections(100)))).toEqual([]);
  });

  test('may not be 101', () => {
    expectProblem(
      filled(connections(101)),
      'connection-count tenants.prod.connections 10:5',
      'must have at most 100 connections in the legacy schema, got 101; set `schema: enhanced` for the others',
    );
  });

  test('do not count when they are enhanced or retired', () => {
    const retired = '      old: {account: main, retired: true}\n      new: {account: main, roleOf: old}\n';

    expect(problemsOf(filled(connections(99) + retired))).toEqual([]);
    expect(problemsOf(filled(connections(100) + connections(1, 'spare', ', schema: enhanced')))).toEqual([]);
  });
});

describe('connections in one stack', () => {
  const SLOW = 'puts 101 connections into one stack, and plans become slow above 100';

  test('may be 100 without a word', () => {
    expect(warningsOf(filled(connections(100), 'schema: enhanced'))).toEqual([]);
  });

  test('make a warning from 101 on', () => {
    const text = filled(connections(60) + connections(41, 'spare'), 'schema: enhanced');

    expect(warningsOf(text)).toEqual(['stack-large tenants.prod.connections 11:5']);
    expect(sentencesOf(text)).toEqual([`${SLOW}; set \`layout: account\` to get a stack for each account`]);
  });

  test('are counted by account with `layout: account`', () => {
    const text = filled(connections(101) + connections(100, 'spare'), 'schema: enhanced', 'layout: account');

    expect(warningsOf(text)).toEqual(['stack-large tenants.prod.connections 12:5']);
    expect(sentencesOf(text)).toEqual([SLOW]);
    expect(
      warningsOf(filled(connections(100) + connections(100, 'spare'), 'schema: enhanced', 'layout: account')),
    ).toEqual([]);
  });
});

test('more connections than Dynatrace documents make a warning', () => {
  const text = filled(connections(501), 'schema: enhanced');

  expect(warningsOf(text)[0]).toBe('connections-undocumented tenants.prod.connections 11:5');
  expect(sentencesOf(text)[0]).toBe('has 501 connections, and Dynatrace documents at most 500 per environment');
});

test('an ordinary file has no warnings', () => {
  expect(warningsOf(GOOD)).toEqual([]);
});
