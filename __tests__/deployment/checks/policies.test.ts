import { edited, expectProblem, problemsOf, withConnection } from '../support';

const at = 'tenants.prod.connections.ops';
const statements = (...lines: string[]) =>
  withConnection('permissions:', '  statements:', ...lines.map((line) => `    - ${line}`));

test.each([
  [
    'a managed policy of another partition',
    withConnection('permissions: {managedPolicies: ["arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"]}'),
    `partition-mismatch ${at}.permissions.managedPolicies[0] 12:41`,
  ],
  [
    "a managed policy of AWS's public partition in China",
    edited(
      'eu-central-1',
      'cn-north-1',
      withConnection('permissions: {managedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}'),
    ),
    `partition-mismatch ${at}.permissions.managedPolicies[0] 12:41`,
    'must be in the partition aws-cn, like its account, got "arn:aws:iam::aws:policy/ReadOnlyAccess"',
  ],
  [
    'a managed policy of another account',
    withConnection('permissions: {managedPolicies: ["arn:aws:iam::210987654321:policy/P"]}'),
    `account-mismatch ${at}.permissions.managedPolicies[0] 12:41`,
    'must be an AWS managed policy or a policy in the account 123456789012, got "arn:aws:iam::210987654321:policy/P"',
  ],
  [
    'a managed policy that is listed twice',
    withConnection('permissions: {managedPolicies: ["arn:aws:iam::aws:policy/P", "arn:aws:iam::aws:policy/P"]}'),
    `listed-twice ${at}.permissions.managedPolicies[1] 12:70`,
  ],
  [
    'a boundary of another partition',
    withConnection('role: {permissionsBoundary: "arn:aws-cn:iam::123456789012:policy/B"}'),
    `partition-mismatch ${at}.role.permissionsBoundary 12:16`,
  ],
  [
    'a session policy of another partition',
    withConnection('sessionPolicies: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"]'),
    `partition-mismatch ${at}.sessionPolicies[0] 12:27`,
  ],
  [
    'session policies in the enhanced schema',
    withConnection('schema: enhanced', 'sessionPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]'),
    `session-policies ${at}.sessionPolicies 13:9`,
    'must be omitted, because the enhanced schema has no session policies; restrict the permissions of the role or set `role.permissionsBoundary`',
  ],
  [
    'two statements of one id',
    statements('{sid: A, actions: "s3:*"}', '{sid: A, actions: "ec2:*"}'),
    `statement-id-twice ${at}.permissions.statements[1].sid 15:16`,
    'must be unique among the statements, got "A"',
  ],
  [
    'a statement in another script',
    statements('{actions: "s3:*", resources: "arn:aws:s3:::報告/*"}'),
    `statement-letters ${at}.permissions.statements[0] 14:15`,
    'must consist of the Latin letters and symbols that IAM accepts',
  ],
  [
    'an inline policy that is too long',
    statements(
      ...Array.from(
        { length: 60 },
        (_, index) =>
          `{sid: S${index}, actions: "s3:GetObject", resources: "arn:aws:s3:::${'b'.repeat(110)}${index}/*"}`,
      ),
    ),
    `inline-policy-size ${at}.permissions 12:9`,
    expect.stringMatching(/^must result in an inline policy of at most 10240 characters, got 1\d{4}$/),
  ],
])('%s', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test.each([
  [
    "AWS's and own policies",
    withConnection(
      'permissions: {managedPolicies: ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "arn:aws:iam::123456789012:policy/P"]}',
    ),
  ],
  [
    'session policies in the legacy schema',
    withConnection('sessionPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]'),
  ],
  [
    'policies of China in China',
    edited(
      'eu-central-1',
      'cn-north-1',
      withConnection('permissions: {managedPolicies: ["arn:aws-cn:iam::aws:policy/P"]}'),
    ),
  ],
  [
    'an inline policy of almost the longest size',
    statements(
      ...Array.from(
        { length: 50 },
        (_, index) => `{actions: "s3:GetObject", resources: "arn:aws:s3:::${'b'.repeat(110)}${index}/*"}`,
      ),
    ),
  ],
])('%s is fine', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});
