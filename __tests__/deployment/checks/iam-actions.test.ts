import { edited, expectProblem, problemsOf, sentencesOf, warningsOf, withConnection, withTenant } from '../support';

const UNKNOWN = /if AWS added it after \d{4}-\d\d-\d\d, acknowledge the rule `unknown-aws-name`$/i;
const withStatement = (statement: string) => withConnection('permissions:', '  statements:', `    - {${statement}}`);
const withActions = (actions: string) => withStatement(`actions: ${actions}`);
const at = 'tenants.prod.connections.ops.permissions.statements[0].actions';

describe('an action without the form of one', () => {
  test.each([
    ['without its service', 'DescribeInstances', 'did you mean `ec2:DescribeInstances`'],
    ['without its service, in another case', 'startinstances', 'did you mean `ec2:startinstances`'],
    ['with a space', '"ec2: DescribeInstances"', 'did you mean `ec2:DescribeInstances`?'],
    ['with a wildcard in its service', '"ec*:Describe"', undefined],
    ['with two colons', '"ec2:Describe:Instances"', undefined],
    ['without a name', '"ec2:"', undefined],
    ['of words', '"describe my instances"', undefined],
    ['unlike any', 'Frobnicate', undefined],
  ])('is refused: %s', (_, written, cure) => {
    const [sentence = ''] = sentencesOf(withActions(written));

    expectProblem(withActions(written), `iam-action-form ${at} 14:16`);
    expect(sentence).toContain(
      `must be a service and an action, such as ec2:DescribeInstances, got "${written.replaceAll('"', '')}"`,
    );
    if (cure) expect(sentence).toContain(`; ${cure}`);
    else expect(sentence).not.toContain(';');
  });

  test('has few suggestions when many services have its name', () => {
    expect(sentencesOf(withActions('TagResource'))).toEqual([
      expect.stringMatching(/; did you mean (`[a-z0-9-]+:TagResource`,? ){5}or another\?$/),
    ]);
  });
});

describe('an action that AWS does not have', () => {
  test.each([
    [
      'of a service that is misspelt',
      'ec:DescribeInstances',
      'must begin with the prefix of an AWS service',
      '`ec2:DescribeInstances`',
    ],
    ['of an unknown service', 'frobnication:Describe', 'must begin with the prefix of an AWS service', undefined],
    ['that is misspelt', 'ec2:DescribeInstence', 'must be an action of ec2', '`ec2:DescribeInstances`'],
    ['that is the name of an API', 's3:PutPublicAccessBlock', 'must be an action of s3', undefined],
    ['that is unlike any', 'ec2:Frobnicate', 'must be an action of ec2', undefined],
    ['by a wildcard', '"ec2:Desribe*"', 'must match an action of ec2', '`ec2:Describe*`'],
    ['by a wildcard inside', '"ec2:Describe*Instence"', 'must match an action of ec2', undefined],
  ])('is refused: %s', (_, written, rule, meant) => {
    const [sentence = ''] = sentencesOf(withActions(written));

    expectProblem(withActions(written), `unknown-aws-name ${at} 14:16`);
    expect(sentence.startsWith(`${rule}, got "${written.replaceAll('"', '')}"; `)).toBe(true);
    expect(sentence).toMatch(UNKNOWN);
    if (meant) expect(sentence).toContain(`did you mean ${meant}? If AWS`);
  });

  test('is refused at its place in a list', () => {
    expectProblem(withActions('[ec2:StartInstances, ec2:StopInstence]'), `unknown-aws-name ${at}[1] 14:46`);
  });

  test.each([
    ['by its name', '{rule: unknown-aws-name, subject: "ec2:BrandNew", reason: released today}', 0],
    ['by the rule alone', '{rule: unknown-aws-name, reason: released today}', 0],
    ['under another name', '{rule: unknown-aws-name, subject: "ec2:Other", reason: released today}', 1],
    ['by another rule', '{rule: role-widened, reason: agreed}', 1],
  ])('can be accepted in the file %s', (_, acknowledgement, count) => {
    const statement = '        permissions: {statements: [{actions: "ec2:BrandNew"}]}\n';

    expect(problemsOf(withTenant(`acknowledge: [${acknowledgement}]`) + statement)).toHaveLength(count);
  });
});

test.each([
  '"*"',
  '"*:*"',
  '"ec2:*"',
  '"ec2:Describe*"',
  '"ec2:describeinstances"',
  '"EC2:Start?nstances"',
  '"s3:*Object"',
])('the action %s is fine', (written) => {
  expect(problemsOf(withActions(written))).toEqual([]);
});

describe('an action that works on all resources alone', () => {
  const line = 'iam-action-resource tenants.prod.connections.ops.permissions.statements[0].resources 14:87';

  test('is warned of beside some resources', () => {
    const actions = '[ec2:StartInstances, ec2:DescribeInstances, "ec2:Describe*"]';
    const text = withStatement(`actions: ${actions}, resources: "arn:aws:ec2:*:*:instance/*"`);

    expect(problemsOf(text)).toEqual([]);
    expect(warningsOf(text)).toEqual([line]);
    expect(sentencesOf(text)).toEqual([
      'does not allow `ec2:DescribeInstances`, which only works on all resources; give it a statement of its own with `resources: "*"`',
    ]);
  });

  test.each([
    ['on all resources', 'actions: ec2:DescribeInstances'],
    ['on all resources in a list', 'actions: ec2:DescribeInstances, resources: ["arn:aws:ec2:*:*:instance/*", "*"]'],
    ['that is denied', 'effect: Deny, actions: ec2:DescribeInstances, resources: "arn:aws:ec2:*:*:instance/*"'],
    ['beside one that does not', 'actions: ec2:StartInstances, resources: "arn:aws:ec2:*:*:instance/*"'],
  ])('is fine %s', (_, statement) => {
    expect(warningsOf(withStatement(statement))).toEqual([]);
  });
});

test('a file without statements does not read what AWS has', () => {
  jest.isolateModules(() => {
    const { readFileSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
    const read = jest.fn(readFileSync);
    jest.doMock('node:fs', () => ({ ...jest.requireActual('node:fs'), readFileSync: read }));
    const { parseDeployment } = require('../../../deployment/load') as typeof import('../../../deployment/load');

    parseDeployment(edited('name: test', 'name: other'));
    expect(read).not.toHaveBeenCalled();
    parseDeployment(withActions('ec2:StartInstances'));
    expect(read.mock.calls.map(([path]) => String(path).split(/[\\/]/).slice(-2).join('/'))).toEqual(
      expect.arrayContaining(['data/services.json', 'actions/ec2.json']),
    );
    jest.dontMock('node:fs');
  });
});
