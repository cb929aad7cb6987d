import { expectProblem, problemsOf, sentencesOf, warningsOf, withConnection, withTenant } from '../support';

const withResource = (resource: string, actions = 'ec2:StartInstances') =>
  withConnection('permissions:', '  statements:', `    - actions: ${actions}`, `      resources: "${resource}"`);
const at = 'tenants.prod.connections.ops.permissions.statements[0].resources';
const place = '15:15';

test.each([
  ['*'],
  ['arn:aws:ec2:*:*:instance/*'],
  ['arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0'],
  ['arn:*:ec2:*:*:instance/*'],
  ['arn:aws:s3:::my-bucket/*', 's3:PutObject'],
  ['arn:aws:s3:::my-bucket/${aws:PrincipalTag/team}/*', 's3:PutObject'],
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'iam:AttachRolePolicy'],
  ['arn:aws:ec2:eu-*:123456789012:instance/*'],
  ['arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/x:*', 'logs:CreateLogStream'],
  ['arn:aws:states:eu-central-1:123456789012:stateMachine:x', 'states:StartExecution'],
])('the resource %s is fine', (resource, actions = 'ec2:StartInstances') => {
  expect(problemsOf(withResource(resource, actions))).toEqual([]);
  expect(warningsOf(withResource(resource, actions))).toEqual([]);
});

test.each([
  [
    'the name of a bucket',
    withResource('my-bucket', 's3:PutObject'),
    `iam-resource-form ${at} ${place}`,
    'must be "*" or an ARN, such as arn:aws:s3:::my-bucket/*, got "my-bucket"; did you mean `arn:aws:s3:::my-bucket`?',
  ],
  ['the path of an object', withResource('my-bucket/*', 's3:PutObject'), `iam-resource-form ${at} ${place}`],
  [
    'the id of an instance',
    withResource('i-0123456789abcdef0'),
    `iam-resource-form ${at} ${place}`,
    'must be "*" or an ARN, such as arn:aws:s3:::my-bucket/*, got "i-0123456789abcdef0"',
  ],
  [
    'an ARN that ends too early',
    withResource('arn:aws:s3:my-bucket', 's3:PutObject'),
    `iam-resource-form ${at} ${place}`,
    'must be "*" or an ARN, such as arn:aws:s3:::my-bucket/*, got "arn:aws:s3:my-bucket"; an ARN has six parts: arn:partition:service:region:account:resource',
  ],
  ['an ARN without its resource', withResource('arn:aws:s3:::', 's3:PutObject'), `iam-resource-form ${at} ${place}`],
  [
    'another partition',
    withResource('arn:aws-cn:s3:::my-bucket', 's3:PutObject'),
    `partition-mismatch ${at} ${place}`,
    'must be in the partition aws, like the account `main`, got "arn:aws-cn:s3:::my-bucket"',
  ],
  [
    'a partition that is not there',
    withResource('arn:asw:s3:::my-bucket', 's3:PutObject'),
    `partition-mismatch ${at} ${place}`,
    'must be in the partition aws, like the account `main`, and there is no partition "asw", got "arn:asw:s3:::my-bucket"',
  ],
  [
    'a wildcard for the service',
    withResource('arn:aws:*:*:*:instance/*'),
    `iam-resource-form ${at} ${place}`,
    'must name its service, without a wildcard, got "arn:aws:*:*:*:instance/*"',
  ],
  ['no service', withResource('arn:aws::eu-central-1:123456789012:x'), `iam-resource-form ${at} ${place}`],
  [
    'a region that is misspelt',
    withResource('arn:aws:ec2:eu-centrall-1:*:instance/*'),
    `region-unknown ${at} ${place}`,
    'must name an AWS region, got "eu-centrall-1"; did you mean `eu-central-1`?',
  ],
  [
    'a region of another partition',
    withResource('arn:aws:ec2:cn-north-1:*:instance/*'),
    `partition-mismatch ${at} ${place}`,
    'must name a region of the partition aws, got "cn-north-1"',
  ],
  [
    'an account id that is too short',
    withResource('arn:aws:ec2:eu-central-1:12345:instance/*'),
    `iam-resource-form ${at} ${place}`,
    'must have an account id of 12 digits, got "arn:aws:ec2:eu-central-1:12345:instance/*"',
  ],
])('%s is refused', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test('an account that is not there is reported once', () => {
  const text = withResource('arn:aws:ec2:eu-centrall-1:*:instance/*').replace('account: main', 'account: mian');

  expect(problemsOf(text)).toEqual([
    'account-unknown tenants.prod.connections.ops.account 11:9',
    `region-unknown ${at} ${place}`,
  ]);
});

describe('a service that AWS does not have', () => {
  test('is refused with the one that was meant', () => {
    expectProblem(
      withResource('arn:aws:ec3:*:*:instance/*'),
      `unknown-aws-name ${at} ${place}`,
      expect.stringMatching(
        /^must name an AWS service in place of "ec3", got "arn:aws:ec3:\*:\*:instance\/\*"; did you mean `arn:aws:ec2:\*:\*:instance\/\*`\? If AWS added it after .*$/,
      ),
    );
  });

  test('can be accepted', () => {
    const statement = '{actions: "ec2:StartInstances", resources: "arn:aws:brand-new:::x"}';
    const text = `${withTenant('acknowledge: [{rule: unknown-aws-name, reason: new}]')}        permissions: {statements: [${statement}]}\n`;

    expect(problemsOf(text)).toEqual([]);
  });
});

test('a region that may be new makes a warning', () => {
  const text = withResource('arn:aws:ec2:eu-central-9:*:instance/*');

  expect(problemsOf(text)).toEqual([]);
  expect(warningsOf(text)).toEqual([`region-newer ${at} ${place}`]);
  expect(sentencesOf(text)).toEqual([
    expect.stringMatching(
      /^names a region that is not an AWS region known as of \d{4}-\d\d; it may be newer, got "eu-central-9"; did you mean `eu-central-\d`\?$/,
    ),
  ]);
});

test('resources are looked at where a workflow action is narrowed', () => {
  expectProblem(
    withConnection('permissions: {actions: [{action: ec2-stop-instances, resources: [i-1]}]}'),
    'iam-resource-form tenants.prod.connections.ops.permissions.actions[0].resources[0] 12:74',
  );
});
