import { edited, expectProblem, withConnection } from '../support';

describe('connections', () => {
  const at = 'tenants.prod.connections.ops';
  test.each([
    [
      'no account',
      edited('      ops:\n        account: main\n', '      ops: {}\n'),
      `key-missing ${at}.account 10:7`,
      'is required: Key of the account that the role is in',
    ],
    ['a key with a space', edited('ops:', 'o ps:'), 'key-form tenants.prod.connections["o ps"] 10:7'],
    ['a name as a number', withConnection('name: 42'), `value-type ${at}.name 12:9`],
    [
      'a role name with a slash',
      withConnection('role: {name: a/b}'),
      `value-form ${at}.role.name 12:16`,
      'must consist of 1 to 64 letters, digits or any of _+=,.@-, got "a/b"',
    ],
    [
      'a role name of 65 characters',
      withConnection(`role: {name: ${'r'.repeat(65)}}`),
      `value-form ${at}.role.name 12:16`,
    ],
    [
      'a role path without slashes',
      withConnection('role: {path: team}'),
      `value-form ${at}.role.path 12:16`,
      'must begin and end with "/" and contain no spaces, got "team"',
    ],
    [
      'a description in another script',
      withConnection('role: {description: "説明"}'),
      `value-form ${at}.role.description 12:16`,
      'must consist of the Latin letters and symbols that IAM accepts, got "説明"',
    ],
    [
      'a boundary that is no ARN',
      withConnection('role: {permissionsBoundary: Boundary}'),
      `value-form ${at}.role.permissionsBoundary 12:16`,
      'must be the ARN of an IAM policy, got "Boundary"',
    ],
    [
      'a short session',
      withConnection('role: {maxSessionDuration: 900}'),
      `value-range ${at}.role.maxSessionDuration 12:16`,
      'must be at least 3600, got 900',
    ],
    [
      'a long session',
      withConnection('role: {maxSessionDuration: 43201}'),
      `value-range ${at}.role.maxSessionDuration 12:16`,
      'must be at most 43200, got 43201',
    ],
    [
      'a role ARN as a policy',
      withConnection('permissions: {managedPolicies: ["arn:aws:iam::aws:role/ReadOnlyAccess"]}'),
      `value-form ${at}.permissions.managedPolicies[0] 12:41`,
    ],
    [
      '21 managed policies',
      withConnection(
        `permissions: {managedPolicies: [${Array.from({ length: 21 }, (_, i) => `"arn:aws:iam::aws:policy/P${i}"`)}]}`,
      ),
      `value-range ${at}.permissions.managedPolicies 12:23`,
    ],
    [
      '11 session policies',
      withConnection(`sessionPolicies: [${Array.from({ length: 11 }, (_, i) => `"arn:aws:iam::aws:policy/P${i}"`)}]`),
      `value-range ${at}.sessionPolicies 12:9`,
    ],
    [
      'a statement without actions',
      withConnection('permissions: {statements: [{resources: "*"}]}'),
      `key-missing ${at}.permissions.statements[0].actions 12:36`,
      'is required: IAM actions, for example `ec2:StartInstances`',
    ],
    [
      'a statement with no actions in its list',
      withConnection('permissions: {statements: [{actions: []}]}'),
      `value-range ${at}.permissions.statements[0].actions 12:37`,
    ],
    [
      'an effect in small letters',
      withConnection('permissions: {statements: [{actions: "s3:*", effect: deny}]}'),
      `value-choice ${at}.permissions.statements[0].effect 12:54`,
    ],
    [
      'a statement id with a dash',
      withConnection('permissions: {statements: [{actions: "s3:*", sid: a-b}]}'),
      `value-form ${at}.permissions.statements[0].sid 12:54`,
      'must consist of letters and digits, got "a-b"',
    ],
    [
      'a condition that YAML reads as true',
      withConnection(
        'permissions: {statements: [{actions: "s3:*", conditions: {Bool: {"aws:SecureTransport": true}}}]}',
      ),
      `value-choice ${at}.permissions.statements[0].conditions.Bool["aws:SecureTransport"] 12:74`,
      'must be a string or a list of strings; put numbers, true and false in quotes, got true',
    ],
    [
      'sharing with nobody',
      withConnection('share: [{access: read}]'),
      `value-form ${at}.share[0] 12:17`,
      'must have exactly one of `allUsers`, `user`, `group`',
    ],
    [
      'sharing with a user and a group',
      withConnection(
        'share: [{user: 11111111-2222-3333-4444-555555555555, group: 11111111-2222-3333-4444-555555555556}]',
      ),
      `value-form ${at}.share[0] 12:17`,
    ],
    [
      'sharing with not all users',
      withConnection('share: [{allUsers: false}]'),
      `value-choice ${at}.share[0].allUsers 12:18`,
      'must be true, got false',
    ],
    [
      'an unknown access',
      withConnection('share: [{allUsers: true, access: write}]'),
      `value-choice ${at}.share[0].access 12:34`,
    ],
    [
      'an unknown key',
      withConnection('policies: []'),
      `key-unknown ${at}.policies 12:9`,
      'is not a known key; known keys are `account`, `movedFrom`, `name`, `schema`, `role`, `roleOf`, `retired`, `permissions`, `sessionPolicies`, `share`, `exclusiveShares`, `adopt`',
    ],
    ['a key in another style', withConnection('session-policies: []'), `key-unknown ${at}.session-policies 12:9`],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
  });
});
