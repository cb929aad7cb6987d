import { grantedStatements } from '../../../deployment/resolve';
import type { Connection } from '../../../deployment/schema';
import { deploymentOf, expectProblem, problemsOf, sentencesOf, warningsOf, withConnection } from '../support';

const actions = (...entries: string[]) =>
  withConnection('permissions:', '  actions:', ...entries.map((entry) => `    - ${entry}`));
const at = 'tenants.prod.connections.ops.permissions.actions';

test.each([
  [
    'that is misspelt',
    actions('ec2-stop-instance'),
    `workflow-action-unknown ${at}[0] 14:15`,
    'must be a workflow action whose IAM actions are known, got "ec2-stop-instance"; did you mean `ec2-stop-instances`?',
  ],
  [
    'that is unknown',
    actions('{action: frobnicate-everything}'),
    `workflow-action-unknown ${at}[0].action 14:16`,
    'must be a workflow action whose IAM actions are known, got "frobnicate-everything"; write the IAM actions that it needs in `statements`',
  ],
  [
    'of the name of something that every object has',
    actions('to-string', 'ec2-stop-instances'),
    `workflow-action-unknown ${at}[0] 14:15`,
  ],
  [
    'with resources that it cannot have',
    actions('{action: s3-list-buckets, resources: "arn:aws:s3:::my-bucket"}'),
    `workflow-action-resources ${at}[0].resources 14:41`,
    'must be omitted, because what s3-list-buckets does only works on all resources',
  ],
  [
    'that is listed twice',
    actions('ec2-stop-instances', '{action: ec2-stop-instances}'),
    `listed-twice ${at}[1] 15:15`,
  ],
])('a workflow action %s is refused', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test('one action may be allowed on several resources in turn', () => {
  const on = (id: string) => `{action: ec2-stop-instances, resources: "arn:aws:ec2:*:*:instance/${id}"}`;

  expect(problemsOf(actions(on('i-1'), on('i-2')))).toEqual([]);
});

test.each([
  [
    'one type alone',
    '{action: ssm-send-command, resources: "arn:aws:ec2:*:*:instance/i-1"}',
    '14:42',
    'names no document, so that AWS never allows ssm-send-command; add an ARN such as `arn:aws:ssm:*:*:document/*`',
  ],
  [
    'other types alone',
    '{action: ec2-create-snapshot, resources: ["arn:aws:ec2:*:*:instance/i-1"]}',
    '14:45',
    'names no volume and no snapshot, so that AWS never allows ec2-create-snapshot; add an ARN such as `arn:aws:ec2:*:*:volume/*` and `arn:aws:ec2:*::snapshot/*`',
  ],
])('resources of %s are warned of', (_, entry, place, sentence) => {
  expect(problemsOf(actions(entry))).toEqual([]);
  expect(warningsOf(actions(entry))).toEqual([`workflow-action-incomplete ${at}[0].resources ${place}`]);
  expect(sentencesOf(actions(entry))).toEqual([sentence]);
});

test.each([
  '{action: ssm-send-command, resources: ["arn:aws:ec2:*:*:instance/i-1", "arn:aws:ssm:*::document/AWS-Run*"]}',
  '{action: ssm-send-command, resources: ["arn:aws:ec2:*:*:*", "arn:aws:ssm:us-east-1:123456789012:document/own"]}',
  '{action: ec2-create-snapshot, resources: "*"}',
  '{action: ec2-create-tags, resources: "arn:aws:ec2:*::snapshot/*"}',
  '{action: s3-copy-object, resources: ["arn:aws:s3:::from/${aws:username}/*", "arn:aws:s3:::to/*"]}',
  '{action: lambda-invoke, resources: "arn:aws:lambda:us-east-1:123456789012:function:tidy-up:live"}',
])('resources of every type are fine: %s', (entry) => {
  expect([problemsOf(actions(entry)), warningsOf(actions(entry))]).toEqual([[], []]);
});

test('what a role is granted is what its actions need, then its statements', () => {
  const text = withConnection(
    'permissions:',
    '  actions: [ec2-stop-instances, {action: s3-put-object, resources: "arn:aws:s3:::reports/*"}]',
    '  statements: [{sid: Own, actions: "ec2:StartInstances"}]',
  );
  const ops = deploymentOf(text).tenants.prod?.connections.ops as Connection;

  expect(grantedStatements(ops.permissions)).toEqual([
    { Effect: 'Allow', Action: ['ec2:StopInstances'], Resource: '*' },
    { Effect: 'Allow', Action: ['s3:PutObject'], Resource: 'arn:aws:s3:::reports/*' },
    { Sid: 'Own', Effect: 'Allow', Action: 'ec2:StartInstances', Resource: '*' },
  ]);
});

test('what actions need counts for the size of the inline policy', () => {
  const entries = Array.from(
    { length: 70 },
    (_, index) => `{action: s3-put-object, resources: "arn:aws:s3:::${'b'.repeat(90)}${index}/*"}`,
  );

  expectProblem(actions(...entries), 'inline-policy-size tenants.prod.connections.ops.permissions 12:9');
});
