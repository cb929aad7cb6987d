import { expectProblem, problemsOf, sentencesOf, warningsOf, withConnection, withTenant } from '../support';

const withCondition = (operator: string, key: string, actions = '"ec2:StartInstances"') =>
  withConnection(
    'permissions:',
    '  statements:',
    `    - actions: ${actions}`,
    `      conditions: {"${operator}": {"${key}": x}}`,
  );
const at = 'tenants.prod.connections.ops.permissions.statements[0].conditions';

describe('condition operators', () => {
  test.each([
    'StringEquals',
    'StringNotLike',
    'StringEqualsIfExists',
    'NumericLessThanEquals',
    'DateGreaterThan',
    'ArnLike',
    'Bool',
    'NotIpAddress',
    'Null',
    'ForAllValues:StringEquals',
    'ForAnyValue:StringLikeIfExists',
  ])('%s is one', (operator) => {
    expect(problemsOf(withCondition(operator, 'aws:ResourceTag/team'))).toEqual([]);
  });

  test.each([
    ['StringEqual', 'StringEquals'],
    ['stringEquals', 'StringEquals'],
    ['StringEqualsIfExist', 'StringEqualsIfExists'],
    ['NullIfExists', 'Null'],
    ['ForAnyValues:StringEquals', 'ForAnyValue:StringEquals'],
    ['Frobnicates', undefined],
  ])('%s is not one', (operator, meant) => {
    const text = withCondition(operator, 'aws:ResourceTag/team');
    const [sentence] = sentencesOf(text);

    expectProblem(text, expect.stringMatching(/^iam-condition-operator .* 15:28$/));
    expect(problemsOf(text)[0]).toContain(operator);
    expect(sentence).toContain(`must be a condition operator of IAM, such as StringEquals, got "${operator}"`);
    if (meant) expect(sentence).toContain(`; did you mean \`${meant}\`?`);
  });
});

describe('condition keys', () => {
  test.each([
    ['aws:SourceIp'],
    ['aws:sourceip'],
    ['aws:RequestTag/team'],
    ['aws:PrincipalTag/cost-center'],
    ['aws:TagKeys'],
    ['ec2:ResourceTag/team'],
    ['ec2:InstanceType'],
    ['ssm:resourceTag/team', 'ssm:SendCommand'],
    ['iam:PassedToService', 'iam:PassRole'],
    ['s3:prefix', 's3:ListBucket'],
    ['s3:ExistingObjectTag/team', 's3:GetObject'],
    ['ec2:InstanceType', '"*"'],
    ['token.dynatrace.com:sub'],
    ['saml:sub', 'sts:AssumeRoleWithSAML'],
  ])('%s is one', (key, actions = '"ec2:StartInstances"') => {
    expect(problemsOf(withCondition('StringEquals', key, actions))).toEqual([]);
    expect(warningsOf(withCondition('StringEquals', key, actions))).toEqual([]);
  });

  test.each([
    [
      'SourceIp',
      'iam-condition-key',
      'must be a condition key with its prefix, such as aws:ResourceTag/team',
      'aws:SourceIp',
    ],
    [
      'aws: SourceIp',
      'iam-condition-key',
      'must be a condition key with its prefix, such as aws:ResourceTag/team',
      'aws:SourceIp',
    ],
    ['aws:', 'iam-condition-key', 'must be a condition key with its prefix, such as aws:ResourceTag/team', undefined],
    ['aws:SourceIps', 'unknown-aws-name', 'must be a condition key of AWS', 'aws:SourceIp'],
    ['aws:ResourceTag/', 'unknown-aws-name', 'must be a condition key of AWS', undefined],
    ['ec2:InstanceTypes', 'unknown-aws-name', 'must be a condition key of ec2', 'ec2:InstanceType'],
    [
      'ec:InstanceType',
      'unknown-aws-name',
      'must begin with `aws` or the prefix of an AWS service',
      'ec2:InstanceType',
    ],
    ['constructor:x', 'unknown-aws-name', 'must begin with `aws` or the prefix of an AWS service', undefined],
  ])('%s is not one', (key, id, rule, meant) => {
    const text = withCondition('StringEquals', key);
    const place = `${at}.StringEquals[${JSON.stringify(key)}]`.replace('["SourceIp"]', '.SourceIp');
    const [sentence = ''] = sentencesOf(text);

    expectProblem(text, `${id} ${place} 15:45`);
    expect(sentence.startsWith(`${rule}, got "${key}"`)).toBe(true);
    if (meant) expect(sentence).toContain(`did you mean \`${meant}\`?`);
  });

  test('that AWS may have added can be accepted', () => {
    const tenant = withTenant(
      'acknowledge: [{rule: unknown-aws-name, subject: "aws:BrandNew", reason: released today}]',
    );
    const statement = '{actions: "ec2:StartInstances", conditions: {StringEquals: {"aws:BrandNew": x}}}';

    expect(problemsOf(`${tenant}        permissions: {statements: [${statement}]}\n`)).toEqual([]);
  });

  test('that no action of the statement has make a warning', () => {
    const text = withCondition('StringEquals', 's3:prefix');

    expect(problemsOf(text)).toEqual([]);
    expect(warningsOf(text)).toEqual([`iam-condition-idle ${at}.StringEquals["s3:prefix"] 15:45`]);
    expect(sentencesOf(text)).toEqual([
      'is not a condition key of any action in the statement, so IAM always treats it as missing',
    ]);
  });

  test('are looked at where a workflow action is narrowed', () => {
    const action = '{action: ec2-stop-instances, conditions: {StringEqual: {"aws:SourceIps": x}}}';
    const narrowed = 'tenants.prod.connections.ops.permissions.actions[0].conditions.StringEqual';

    expect(problemsOf(withConnection(`permissions: {actions: [${action}]}`))).toEqual([
      `iam-condition-operator ${narrowed} 12:75`,
      `unknown-aws-name ${narrowed}["aws:SourceIps"] 12:89`,
    ]);
  });
});
