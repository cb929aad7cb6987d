import { xmlMembers, xmlText } from '../../aws/xml';
import { ACCOUNT, allow, createRole, freshAws, iam, type Parameters, roleArn } from './client';

const aws = freshAws(() => ({ managedPolicies: { [BOUNDARY]: JSON.parse(allow(['s3:*', 'ec2:StopInstances'])) } }));
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

async function simulate(ActionNames: string[], parameters: Parameters = {}): Promise<unknown> {
  const request = { PolicySourceArn: roleArn('ops'), ActionNames, ...parameters };
  const answer = await iam(aws(), 'SimulatePrincipalPolicy', request);
  if (answer.status !== 200) return [answer.status, answer.code];
  return xmlMembers(answer.result, 'EvaluationResults').map((result) =>
    ['EvalActionName', 'EvalResourceName', 'EvalDecision'].map((name) => xmlText(result, name)).join(' '),
  );
}

async function role(PolicyDocument: string, parameters: Parameters = {}): Promise<void> {
  await createRole(aws(), 'ops', parameters);
  await iam(aws(), 'PutRolePolicy', { RoleName: 'ops', PolicyName: 'p', PolicyDocument });
}

test('says of each action and resource whether the policies of a role allow it', async () => {
  await role(
    policy(
      { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
      { Effect: 'Deny', Action: 'ec2:TerminateInstances', Resource: '*' },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' },
    ),
  );
  expect(await simulate(['ec2:StopInstances', 'ec2:TerminateInstances', 'iam:GetRole'])).toEqual([
    'ec2:StopInstances * allowed',
    'ec2:TerminateInstances * explicitDeny',
    'iam:GetRole * implicitDeny',
  ]);
  expect(await simulate(['s3:GetObject'], { ResourceArns: ['arn:aws:s3:::a/x', 'arn:aws:s3:::b/x'] })).toEqual([
    's3:GetObject arn:aws:s3:::a/x allowed',
    's3:GetObject arn:aws:s3:::b/x implicitDeny',
  ]);
});

test('keeps within the permissions boundary', async () => {
  await role(allow('ec2:*'), { PermissionsBoundary: BOUNDARY });
  expect(await simulate(['ec2:StopInstances', 'ec2:StartInstances'])).toEqual([
    'ec2:StopInstances * allowed',
    'ec2:StartInstances * implicitDeny',
  ]);
});

test('knows the context that it is told, and names what it lacks', async () => {
  const Condition = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
  await role(policy({ Effect: 'Allow', Action: 'ec2:*', Resource: '*', Condition }));
  const context = {
    'ContextEntries.member.1.ContextKeyName': 'aws:RequestedRegion',
    'ContextEntries.member.1.ContextKeyType': 'string',
    'ContextEntries.member.1.ContextKeyValues.member.1': 'eu-west-1',
  };
  expect(await simulate(['ec2:StopInstances'], context)).toEqual(['ec2:StopInstances * allowed']);
  const request = { PolicySourceArn: roleArn('ops'), ActionNames: ['ec2:StopInstances'] };
  const { result } = await iam(aws(), 'SimulatePrincipalPolicy', request);
  const [one] = xmlMembers(result, 'EvaluationResults');
  expect(xmlText(one, 'EvalDecision')).toBe('implicitDeny');
  expect(xmlMembers(one, 'MissingContextValues').map(({ text }) => text)).toEqual(['aws:RequestedRegion']);
});

test('refuses what it cannot simulate', async () => {
  await role(allow('ec2:*'));
  expect(await simulate([])).toEqual([400, 'ValidationError']);
  for (const action of ['StopInstances', 'ec2:*']) expect(await simulate([action])).toEqual([400, 'ValidationError']);
  expect(await simulate(['ec2:Run'], { PolicySourceArn: roleArn('other') })).toEqual([404, 'NoSuchEntity']);
  expect(await simulate(['ec2:Run'], { PolicyInputList: ['{}'] })).toEqual([400, 'InvalidInput']);
});

test('simulates policies that nobody has', async () => {
  const answer = await iam(aws(), 'SimulateCustomPolicy', {
    PolicyInputList: [allow('ec2:*')],
    ActionNames: ['ec2:StopInstances'],
  });
  expect(xmlText(xmlMembers(answer.result, 'EvaluationResults')[0], 'EvalDecision')).toBe('allowed');
  const without = await iam(aws(), 'SimulateCustomPolicy', { ActionNames: ['ec2:StopInstances'] });
  expect(without).toMatchObject({ status: 400, code: 'ValidationError' });
});
