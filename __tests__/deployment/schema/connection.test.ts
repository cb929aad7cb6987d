import { edited, problemsOf, withConnection } from '../support';

describe('connections', () => {
  const at = '`tenants.prod.connections.ops';
  test.each([
    [
      'no account',
      edited('      ops:\n        account: main\n', '      ops: {}\n'),
      `${at}.account\` is required: Key of the account that the role is in (deployment.yaml:10:7)`,
    ],
    [
      'a key with a space',
      edited('ops:', 'o ps:'),
      '`tenants.prod.connections["o ps"]` must consist of letters, digits, "-" and "_", got "o ps" (deployment.yaml:10:7)',
    ],
    [
      'a name as a number',
      withConnection('name: 42'),
      `${at}.name\` must be a string; put it in quotes, got 42 (deployment.yaml:12:9)`,
    ],
    [
      'a role name with a slash',
      withConnection('role: {name: a/b}'),
      `${at}.role.name\` must consist of 1 to 64 letters, digits or any of _+=,.@-, got "a/b" (deployment.yaml:12:16)`,
    ],
    [
      'a role name of 65 characters',
      withConnection(`role: {name: ${'r'.repeat(65)}}`),
      `${at}.role.name\` must consist of 1 to 64 letters, digits or any of _+=,.@-, got "${'r'.repeat(65)}" (deployment.yaml:12:16)`,
    ],
    [
      'a role path without slashes',
      withConnection('role: {path: team}'),
      `${at}.role.path\` must begin and end with "/" and contain no spaces, got "team" (deployment.yaml:12:16)`,
    ],
    [
      'a description in another script',
      withConnection('role: {description: "説明"}'),
      `${at}.role.description\` must consist of the Latin letters and symbols that IAM accepts, got "説明" (deployment.yaml:12:16)`,
    ],
    [
      'a boundary that is no ARN',
      withConnection('role: {permissionsBoundary: Boundary}'),
      `${at}.role.permissionsBoundary\` must be the ARN of an IAM policy, got "Boundary" (deployment.yaml:12:16)`,
    ],
    [
      'a short session',
      withConnection('role: {maxSessionDuration: 900}'),
      `${at}.role.maxSessionDuration\` must be at least 3600, got 900 (deployment.yaml:12:16)`,
    ],
    [
      'a long session',
      withConnection('role: {maxSessionDuration: 43201}'),
      `${at}.role.maxSessionDuration\` must be at most 43200, got 43201 (deployment.yaml:12:16)`,
    ],
    [
      'a role ARN as a policy',
      withConnection('permissions: {managedPolicies: ["arn:aws:iam::aws:role/ReadOnlyAccess"]}'),
      `${at}.permissions.managedPolicies[0]\` must be the ARN of an IAM policy, got "arn:aws:iam::aws:role/ReadOnlyAccess" (deployment.yaml:12:41)`,
    ],
    [
      '21 managed policies',
      withConnection(
        `permissions: {managedPolicies: [${Array.from({ length: 21 }, (_, i) => `"arn:aws:iam::aws:policy/P${i}"`)}]}`,
      ),
      `${at}.permissions.managedPolicies\` must have at most 20 entries, got a list of 21 (deployment.yaml:12:23)`,
    ],
    [
      '11 session policies',
      withConnection(`sessionPolicies: [${Array.from({ length: 11 }, (_, i) => `"arn:aws:iam::aws:policy/P${i}"`)}]`),
      `${at}.sessionPolicies\` must have at most 10 entries, got a list of 11 (deployment.yaml:12:9)`,
    ],
    [
      'a statement without actions',
      withConnection('permissions: {statements: [{resources: "*"}]}'),
      `${at}.permissions.statements[0].actions\` is required: IAM actions, for example \`ec2:StartInstances\` (deployment.yaml:12:36)`,
    ],
    [
      'a statement with no actions in its list',
      withConnection('permissions: {statements: [{actions: []}]}'),
      `${at}.permissions.statements[0].actions\` must have at least 1 entry, got a list of 0 (deployment.yaml:12:37)`,
    ],
    [
      'an effect in small letters',
      withConnection('permissions: {statements: [{actions: "s3:*", effect: deny}]}'),
      `${at}.permissions.statements[0].effect\` must be \`Allow\` or \`Deny\`, got "deny" (deployment.yaml:12:54)`,
    ],
    [
      'a statement id with a dash',
      withConnection('permissions: {statements: [{actions: "s3:*", sid: a-b}]}'),
      `${at}.permissions.statements[0].sid\` must consist of letters and digits, got "a-b" (deployment.yaml:12:54)`,
    ],
    [
      'a condition that YAML reads as true',
      withConnection(
        'permissions: {statements: [{actions: "s3:*", conditions: {Bool: {"aws:SecureTransport": true}}}]}',
      ),
      `${at}.permissions.statements[0].conditions.Bool["aws:SecureTransport"]\` must be a string or a list of strings; put numbers, true and false in quotes, got true (deployment.yaml:12:74)`,
    ],
    [
      'sharing with nobody',
      withConnection('share: [{access: read}]'),
      `${at}.share[0]\` must have exactly one of \`allUsers\`, \`user\`, \`group\` (deployment.yaml:12:17)`,
    ],
    [
      'sharing with a user and a group',
      withConnection(
        'share: [{user: 11111111-2222-3333-4444-555555555555, group: 11111111-2222-3333-4444-555555555556}]',
      ),
      `${at}.share[0]\` must have exactly one of \`allUsers\`, \`user\`, \`group\` (deployment.yaml:12:17)`,
    ],
    [
      'sharing with not all users',
      withConnection('share: [{allUsers: false}]'),
      `${at}.share[0].allUsers\` must be true, got false (deployment.yaml:12:18)`,
    ],
    [
      'an unknown access',
      withConnection('share: [{allUsers: true, access: write}]'),
      `${at}.share[0].access\` must be \`read\` or \`read-write\`, got "write" (deployment.yaml:12:34)`,
    ],
    [
      'an unknown key',
      withConnection('policies: []'),
      `${at}.policies\` is not a known key; known keys are \`account\`, \`movedFrom\`, \`name\`, \`schema\`, \`role\`, \`roleOf\`, \`retired\`, \`permissions\`, \`sessionPolicies\`, \`share\`, \`exclusiveShares\`, \`adopt\` (deployment.yaml:12:9)`,
    ],
    [
      'a key in another style',
      withConnection('session-policies: []'),
      `${at}.session-policies\` is not a known key; did you mean \`sessionPolicies\`? (deployment.yaml:12:9)`,
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });
});
