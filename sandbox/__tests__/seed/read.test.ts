import { readSeed, SeedError } from '../../seed/read';

test('an empty file is a seed without anything', () => {
  expect(readSeed('', 'seed.yaml')).toEqual({
    ...{ accounts: [], groups: [], users: [], serviceUsers: [], apps: [], connections: [], workflows: [] },
    aws: { accounts: [] },
  });
});

test('JSON is read too', () => {
  expect(readSeed('{"apps":["x"]}', 'seed.json').apps).toEqual(['x']);
});

test.each([
  ['users: [', 'seed.yaml: Flow sequence in block collection'],
  ['user: []', 'seed.yaml: `file` Unrecognized key: "user"'],
  ['users: [{ email: x }]', 'seed.yaml: `users[0].email` Invalid string: must include "@"'],
  ['connections: [{ name: x, schema: new }]', 'seed.yaml: `connections[0].schema` Invalid option'],
  ['aws: { accounts: [{ id: "1" }] }', 'seed.yaml: `aws.accounts[0].id` must be twelve digits'],
  ['workflows: [{ title: x, owner: y, tasks: { a: {} } }]', 'seed.yaml: `workflows[0].tasks.a.action` Invalid input'],
])('%j is refused', (text, message) => {
  expect(() => readSeed(text, 'seed.yaml')).toThrow(SeedError);
  expect(() => readSeed(text, 'seed.yaml')).toThrow(message);
});
