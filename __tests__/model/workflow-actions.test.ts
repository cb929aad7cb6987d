import { RESOURCE_ARNS, WORKFLOW_ACTIONS } from '../../model/workflow-action-catalogue';
import {
  anyOf,
  canBeOf,
  needsOf,
  resourceTypesOf,
  shortId,
  statementsFor,
  workflowAction,
  workflowActionIds,
} from '../../model/workflow-actions';

const known = (id: string) => {
  const action = workflowAction(id);
  if (!action) throw new Error(`${id} is not in the catalogue`);
  return action;
};

describe('the catalogue', () => {
  it.each(Object.entries(WORKFLOW_ACTIONS))('has the needs of %s', (id, { iam }) => {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(iam.filter(({ when }) => !when).length).toBeGreaterThan(0);
    for (const { action } of iam) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
  });

  it('marks what is not certain and what is dangerous', () => {
    const ids = (matches: (id: string) => boolean) => workflowActionIds().filter(matches);

    expect(ids((id) => known(id).actsAsCaller === true)).toEqual(['ssm-start-automation-execution']);
    expect(ids((id) => known(id).changesIam === true)).toEqual(['iam-attach-role-policy', 'iam-detach-role-policy']);
    expect(known('ec2-stop-instances')).toMatchObject({ id: 'seen', basis: 'inferred' });
    expect(known('s3-list-buckets')).toMatchObject({ id: 'seen', basis: 'documented' });
    expect(known('ec2-attach-volume')).toMatchObject({ id: 'assumed', basis: 'documented' });
  });

  it('knows actions with and without their app, and nothing of others', () => {
    expect(workflowAction('dynatrace.aws.connector:ec2-stop-instances')).toBe(workflowAction('ec2-stop-instances'));
    expect(shortId('dynatrace.slack:send')).toBe('dynatrace.slack:send');
    for (const id of ['rds-modify-db-instance', 'dynatrace.slack:ec2-stop-instances', 'constructor', '']) {
      expect(workflowAction(id)).toBeUndefined();
    }
  });

  it('has an ARN for each type of resource', () => {
    const arns = Object.values(RESOURCE_ARNS).flat();

    for (const arn of arns) expect(arn.split(':').length).toBeGreaterThanOrEqual(6);
    expect(resourceTypesOf(known('ssm-send-command'))).toEqual(['document', 'instance']);
    expect(resourceTypesOf(known('ec2-wait-state'))).toEqual([]);
    expect(resourceTypesOf(known('s3-create-bucket'))).toEqual(['bucket']);
  });
});

describe('statementsFor', () => {
  it('puts actions with the same resources and conditions into one statement', () => {
    const conditions = { StringEquals: { 'aws:ResourceTag/team': 'ops' } };
    const resources = ['arn:aws:ec2:*:*:instance/*'];

    expect(
      statementsFor([
        'ec2-stop-instances',
        'ec2-start-instances',
        'ec2-stop-instances',
        { action: 'dynatrace.aws.connector:ec2-reboot-instances', resources },
        { action: 'ec2-terminate-instances', resources, conditions },
      ]),
    ).toEqual([
      { Effect: 'Allow', Action: ['ec2:StartInstances', 'ec2:StopInstances'], Resource: '*' },
      { Effect: 'Allow', Action: ['ec2:RebootInstances'], Resource: resources },
      { Effect: 'Allow', Action: ['ec2:TerminateInstances'], Resource: resources, Condition: conditions },
    ]);
  });

  it('leaves out what only some inputs need', () => {
    expect(statementsFor(['ec2-create-snapshot', { action: 's3-copy-object', resources: 'arn:aws:s3:::a/*' }])).toEqual(
      [
        { Effect: 'Allow', Action: ['ec2:CreateSnapshot'], Resource: '*' },
        { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::a/*' },
      ],
    );
    expect(statementsFor([])).toEqual([]);
  });

  it('refuses actions that are unknown, and resources where AWS knows none', () => {
    expect(() => statementsFor(['rds-modify-db-instance'])).toThrow(
      new RangeError('the workflow action "rds-modify-db-instance" is unknown'),
    );
    expect(() => statementsFor([{ action: 'ec2-wait-state', resources: '*' }])).toThrow(
      new RangeError('the workflow action "ec2-wait-state" takes no resources'),
    );
  });
});

describe('ARNs of a type of resource', () => {
  it.each([
    ['instance', '*', true],
    ['instance', 'arn:aws:ec2:eu-central-1:123456789012:instance/i-1', true],
    ['instance', 'arn:aws:ec2:*:*:*', true],
    ['instance', 'arn:${aws:Partition}:ec2:*:${aws:PrincipalAccount}:instance/${aws:PrincipalTag/id}', true],
    ['instance', 'arn:aws:ec2:eu-central-1:123456789012:volume/vol-1', false],
    ['instance', 'arn:aws:s3:::bucket', false],
    ['instance', 'nonsense', false],
    ['bucket', 'arn:aws:s3:::bucket', true],
    ['Auto Scaling group', 'arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/web', true],
    ['Auto Scaling group', 'arn:aws:autoscaling:*:*:launchConfiguration:*:launchConfigurationName/web', false],
    ['document', 'arn:aws:ssm:eu-central-1::document/AWS-RunShellScript', true],
    ['document', 'arn:aws:ssm:eu-central-1:123456789012:document/own', true],
  ] as const)('%s can be %s: %s', (type, arn, expected) => {
    expect(canBeOf(type, arn)).toBe(expected);
  });

  it('can stand for everything of a type in a partition', () => {
    expect(anyOf('instance', 'aws-cn')).toBe('arn:aws-cn:ec2:*:*:instance/*');
    expect(anyOf('role', 'aws')).toBe('arn:aws:iam::*:role/*');
  });
});

describe('needsOf', () => {
  const actions = (id: string, input: Record<string, unknown>) => needsOf(known(id), input).map(({ action }) => action);

  it('counts what inputs add, unless they are empty', () => {
    expect(actions('ec2-create-snapshot', { TagSpecifications: [{ key: 'a' }] })).toContain('ec2:CreateTags');
    expect(actions('s3-create-bucket', { ACL: 'private' })).toEqual(['s3:CreateBucket', 's3:PutBucketAcl']);
    for (const ACL of [undefined, null, '', []])
      expect(actions('s3-create-bucket', { ACL })).toEqual(['s3:CreateBucket']);
  });

  it('looks for the role that a document is given', () => {
    const start = (Parameters: unknown) => actions('ssm-start-automation-execution', { Parameters });

    expect(start('{ "AutomationAssumeRole": ["arn"] }')).toContain('iam:PassRole');
    expect(start({ AutomationAssumeRole: ['arn'] })).toContain('iam:PassRole');
    expect(start({ InstanceId: ['i-1'] })).toEqual(['ssm:StartAutomationExecution']);
  });
});
