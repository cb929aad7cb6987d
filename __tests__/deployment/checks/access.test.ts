import { expectProblem, problemsOf, withConnection, withTenant } from '../support';

const UUID = '11111111-2222-3333-4444-555555555555';
const shared = (...accessors: string[]) => withConnection('share:', ...accessors.map((accessor) => `  - ${accessor}`));
const withUuid = (text: string) => text.replace('    connections:\n', `    accountUuid: ${UUID}\n    connections:\n`);
const apiToken = (text: string) => text.replace('    connections:\n', '    allowApiToken: true\n    connections:\n');

describe('accountUuid', () => {
  test.each([
    [
      'sharing with an e-mail address',
      shared('user: first.last@example.com'),
      '`connections.ops.share` names a user or group by something other than its UUID',
    ],
    [
      'sharing with a group by name',
      shared('group: Operators'),
      '`connections.ops.share` names a user or group by something other than its UUID',
    ],
    [
      'workflow actors',
      withTenant('workflowActors: {runner: {group: Operators, connections: all}}'),
      '`workflowActors` are created in the Dynatrace account',
    ],
  ])('is required for %s', (_, text, reason) => {
    expectProblem(text, 'account-uuid-missing tenants.prod.accountUuid 7:3', `is required, because ${reason}`);
    expect(problemsOf(withUuid(text))).toEqual([]);
  });

  test.each([
    ['sharing with all users', shared('allUsers: true')],
    ['sharing by uuid', shared(`user: ${UUID}`, `group: ${UUID}`)],
  ])('is not required for %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('allowApiToken', () => {
  test.each([
    [
      'an enhanced connection',
      apiToken(withConnection('schema: enhanced')),
      '`connections.ops` uses the enhanced schema, which assumes the role on behalf of a user',
    ],
    [
      'a shared connection',
      apiToken(shared('allUsers: true')),
      '`connections.ops.share` needs an owner, and an API token creates objects without one',
    ],
    [
      'exclusive shares',
      apiToken(withConnection('exclusiveShares: true')),
      '`connections.ops.exclusiveShares` needs an owner, because only an owner may remove shares',
    ],
    [
      'workflow actors',
      apiToken(withUuid(withTenant('workflowActors: {runner: {group: Operators, connections: all}}'))),
      '`workflowActors` can only be created with OAuth',
    ],
  ])('is refused with %s', (_, text, reason) => {
    const line = text.includes('accountUuid') ? 11 : 9;

    expectProblem(
      text,
      `api-token-insufficient tenants.prod.allowApiToken ${line}:5`,
      expect.stringContaining(`must not be true: ${reason}`),
    );
  });

  test('is fine with legacy connections of one owner', () => {
    expect(problemsOf(apiToken(withConnection()))).toEqual([]);
  });
});

describe('accessors of a connection', () => {
  test.each([
    ['all users', shared('allUsers: true', '{allUsers: true, access: read-write}'), '"all users"'],
    ['a user', shared(`user: ${UUID}`, `user: ${UUID}`), `"${UUID}"`],
    ['a user in another case', withUuid(shared('user: a@example.com', 'user: A@example.com')), '"A@example.com"'],
    ['a group', withUuid(shared('group: Operators', 'group: operators')), '"operators"'],
  ])('must not name %s twice', (_, text, got) => {
    const line = text.includes('accountUuid') ? 15 : 14;

    expectProblem(
      text,
      `listed-twice tenants.prod.connections.ops.share[1] ${line}:13`,
      `must not be listed twice, got ${got}`,
    );
  });

  test('may name a user and a group of one uuid', () => {
    expect(problemsOf(shared(`user: ${UUID}`, `group: ${UUID}`))).toEqual([]);
  });
});
