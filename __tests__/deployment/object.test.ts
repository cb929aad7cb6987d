import { parse } from 'yaml';
import { type DeploymentInput, examineDeployment, parseDeployment } from '../../deployment/load';
import { deploymentOf, GOOD, problemsIn, withConnection } from './support';

const INPUT: DeploymentInput = {
  name: 'test',
  accounts: { main: { id: '123456789012', region: 'eu-central-1' } },
  tenants: { prod: { environment: 'abc12345.apps.dynatrace.com', connections: { ops: { account: 'main' } } } },
};

/** Every problem in one line, as readers see it. */
function linesOf(input: unknown, fileName = 'deployment'): string[] {
  return problemsIn(input as DeploymentInput, fileName).map(({ message }) => message);
}

describe('a deployment that is written in TypeScript', () => {
  test('is the same as the file with these values', () => {
    expect(parseDeployment(INPUT)).toEqual(deploymentOf(GOOD));
  });

  test('may leave parts out by undefined', () => {
    expect(parseDeployment({ ...INPUT, runner: undefined })).toEqual(deploymentOf(GOOD));
  });

  test.each([
    ['of the schema', { ...INPUT, name: 'a b' }, '`name` must consist of letters, digits, "-" and "_", got "a b"'],
    ['of a key', { ...INPUT, nam: 'x' }, '`nam` is not a known key; did you mean `name`?'],
    [
      'of a value of another type',
      { ...INPUT, accounts: { main: { id: 123456789012, region: 'eu-central-1' } } },
      '`accounts.main.id` must be quoted, because YAML drops leading zeros from numbers, got 123456789012',
    ],
    [
      'between its parts',
      parse(withConnection('roleOf: ops')),
      '`tenants.prod.connections.ops.roleOf` must be a different connection, got "ops"',
    ],
    [
      'of a key that JavaScript reserves',
      { ...INPUT, accounts: JSON.parse('{"__proto__":{}}') },
      '`accounts.__proto__` must be renamed, because JavaScript reserves this name',
    ],
    ['as a whole', [INPUT], '`deployment` must be a mapping with `name`, `accounts` and `tenants`, got a list of 1'],
    ['that is nothing', undefined, '`deployment` must be a mapping with `name`, `accounts` and `tenants`, got nothing'],
  ])('has its problem %s without a line number', (_, input, line) => {
    expect(linesOf(input).slice(0, 1)).toEqual([line]);
  });

  test('has all of its problems in its own order', () => {
    expect(linesOf({ tenants: { prod: { environment: 1 } }, name: 1 })).toEqual([
      '`tenants.prod.environment` must be a string; put it in quotes, got 1',
      '`name` must be a string; put it in quotes, got 1',
    ]);
  });

  test('does not repeat a credential', () => {
    const token = ['dt0c01', 'A'.repeat(24), 'B'.repeat(64)].join('.');
    const problems = linesOf({ ...INPUT, name: token });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('`name` must not contain a Dynatrace token');
    expect(problems[0]).not.toContain('AAAA');
  });

  test('must be plain data', () => {
    const cyclic: Record<string, unknown> = { ...INPUT };
    cyclic.tenants = cyclic;

    expect(linesOf(cyclic, 'stack')).toEqual([
      '`stack` must consist of strings, numbers, booleans, lists and mappings alone',
    ]);
  });

  test('has warnings without line numbers', () => {
    const connections = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [`con${index}`, { account: 'main' }]),
    );
    const input: DeploymentInput = {
      ...INPUT,
      tenants: { prod: { environment: 'abc12345.apps.dynatrace.com', schema: 'enhanced', connections } },
    };

    expect(examineDeployment(input).warnings.map(({ message }) => message)).toEqual([
      '`tenants.prod.connections` puts 101 connections into one stack, and plans become slow above 100; set `layout: account` to get a stack for each account',
    ]);
  });
});
