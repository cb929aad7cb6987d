/** An IAM action that a workflow action needs. */
export interface IamNeed {
  /** For example `ec2:StopInstances`. */
  action: string;
  /** What it can be allowed on; empty when AWS knows it for `*` only. */
  resources: ResourceType[];
  /** Needed only when the task gives one of these inputs. */
  when?: string[];
  /** Needed only when the input that `when` names mentions this. */
  mentions?: string;
}

/** A workflow action of the app, and how good the evidence for it is. */
export interface WorkflowAction {
  iam: IamNeed[];
  /** Where the id comes from: an export or template, or the pattern of those that were seen. */
  id: 'seen' | 'assumed';
  /** Where the IAM actions come from: the documentation, or the name of the AWS API that the action calls. */
  basis: 'documented' | 'inferred';
  /** It runs something that does whatever it does in the name of its caller, which no catalogue can know. */
  actsAsCaller?: true;
  /** Whoever may use it may change what roles are allowed to do, his own included. */
  changesIam?: true;
}

/**
 * ARNs of each type of resource. `{Name}` stands for the input of that name, a list being several ARNs; `{partition}`,
 * `{region}` and `{account}` for those of the task. Source: AWS's service authorization reference.
 */
export const RESOURCE_ARNS = {
  instance: ['arn:{partition}:ec2:{region}:{account}:instance/{InstanceIds|InstanceId}'],
  volume: ['arn:{partition}:ec2:{region}:{account}:volume/{VolumeId}'],
  snapshot: ['arn:{partition}:ec2:{region}::snapshot/{SnapshotId}'],
  /** Anything in EC2 that takes tags, by its id alone. Snapshots and images have no account. */
  'ec2 resource': ['arn:{partition}:ec2:{region}:{owner}:{type}/{id}'],
  bucket: ['arn:{partition}:s3:::{Bucket}'],
  object: ['arn:{partition}:s3:::{Bucket}/{Key}'],
  'source object': ['arn:{partition}:s3:::{source}'],
  function: ['arn:{partition}:lambda:{region}:{account}:function:{FunctionName}'],
  /** Those of AWS have no account. */
  document: [
    'arn:{partition}:ssm:{region}:{account}:document/{DocumentName|Name}',
    'arn:{partition}:ssm:{region}::document/{DocumentName|Name}',
  ],
  'automation execution': ['arn:{partition}:ssm:{region}:{account}:automation-execution/{AutomationExecutionId}'],
  'event bus': ['arn:{partition}:events:{region}:{account}:event-bus/{bus}'],
  'Auto Scaling group': [
    'arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:{id}:autoScalingGroupName/{AutoScalingGroupName}',
  ],
  role: ['arn:{partition}:iam::{account}:role/{role}'],
} as const;

export type ResourceType = keyof typeof RESOURCE_ARNS;

const seen = { id: 'seen', basis: 'inferred' } as const;
const documented = { id: 'seen', basis: 'documented' } as const;
const assumed = { id: 'assumed', basis: 'documented' } as const;

function need(action: string, ...resources: ResourceType[]): IamNeed {
  return { action, resources };
}

/**
 * The actions of `dynatrace.aws.connector` by id, without the app. Ids from public exports and templates of workflows,
 * IAM actions from the documentation's pages on actions, read in November 2026. An id that is not here is unknown.
 */
export const WORKFLOW_ACTIONS: Readonly<Record<string, WorkflowAction>> = {
  'ec2-start-instances': { ...seen, iam: [need('ec2:StartInstances', 'instance')] },
  'ec2-stop-instances': { ...seen, iam: [need('ec2:StopInstances', 'instance')] },
  'ec2-reboot-instances': { ...seen, iam: [need('ec2:RebootInstances', 'instance')] },
  'ec2-terminate-instances': { ...seen, iam: [need('ec2:TerminateInstances', 'instance')] },
  'ec2-wait-state': { ...seen, iam: [need('ec2:DescribeInstances')] },
  'ec2-modify-instance-attribute': { ...seen, iam: [need('ec2:ModifyInstanceAttribute', 'instance')] },
  'ec2-create-snapshot': {
    ...documented,
    iam: [
      need('ec2:CreateSnapshot', 'volume', 'snapshot'),
      { ...need('ec2:CreateTags', 'snapshot'), when: ['TagSpecifications', 'Tags'] },
    ],
  },
  'ec2-create-tags': { ...seen, iam: [need('ec2:CreateTags', 'ec2 resource')] },
  'ec2-describe-security-groups': { ...documented, iam: [need('ec2:DescribeSecurityGroups')] },
  'ec2-describe-tags': { ...documented, iam: [need('ec2:DescribeTags')] },
  'ec2-attach-volume': { ...assumed, iam: [need('ec2:AttachVolume', 'instance', 'volume')] },
  's3-list-buckets': { ...documented, iam: [need('s3:ListAllMyBuckets')] },
  's3-create-bucket': {
    ...documented,
    iam: [need('s3:CreateBucket', 'bucket'), { ...need('s3:PutBucketAcl', 'bucket'), when: ['ACL'] }],
  },
  's3-put-object': {
    ...documented,
    iam: [need('s3:PutObject', 'object'), { ...need('s3:PutObjectAcl', 'object'), when: ['ACL'] }],
  },
  // The template's text names s3:PutPublicAccessBlock, which is the name of the API call and no IAM action.
  's3-put-public-access-block': { ...seen, iam: [need('s3:PutBucketPublicAccessBlock', 'bucket')] },
  's3-copy-object': { ...assumed, iam: [need('s3:GetObject', 'source object'), need('s3:PutObject', 'object')] },
  's3-delete-bucket': { ...assumed, iam: [need('s3:DeleteBucket', 'bucket')] },
  's3-delete-object': { ...assumed, iam: [need('s3:DeleteObject', 'object')] },
  'lambda-invoke': { ...documented, iam: [need('lambda:InvokeFunction', 'function')] },
  'lambda-get-function': { ...assumed, iam: [need('lambda:GetFunction', 'function')] },
  'lambda-list-functions': { ...assumed, iam: [need('lambda:ListFunctions')] },
  'lambda-update-function-configuration': {
    ...assumed,
    iam: [need('lambda:UpdateFunctionConfiguration', 'function')],
  },
  'eventbridge-put-events': { ...assumed, iam: [need('events:PutEvents', 'event bus')] },
  'autoscaling-attach-instances': { ...assumed, iam: [need('autoscaling:AttachInstances', 'Auto Scaling group')] },
  'autoscaling-describe-auto-scaling-groups': { ...assumed, iam: [need('autoscaling:DescribeAutoScalingGroups')] },
  'ssm-send-command': { ...seen, iam: [need('ssm:SendCommand', 'document', 'instance')] },
  'ssm-list-commands': { ...seen, iam: [need('ssm:ListCommands')] },
  'ssm-start-automation-execution': {
    ...seen,
    actsAsCaller: true,
    iam: [
      need('ssm:StartAutomationExecution', 'document', 'automation execution'),
      { ...need('iam:PassRole', 'role'), when: ['Parameters'], mentions: 'AutomationAssumeRole' },
    ],
  },
  'ssm-get-automation-execution': { ...seen, iam: [need('ssm:GetAutomationExecution', 'automation execution')] },
  'ssm-describe-automation-executions': { ...assumed, iam: [need('ssm:DescribeAutomationExecutions')] },
  'ssm-describe-document': { ...assumed, iam: [need('ssm:DescribeDocument', 'document')] },
  'iam-attach-role-policy': { ...assumed, changesIam: true, iam: [need('iam:AttachRolePolicy', 'role')] },
  'iam-detach-role-policy': { ...assumed, changesIam: true, iam: [need('iam:DetachRolePolicy', 'role')] },
  'iam-list-role-tags': { ...assumed, iam: [need('iam:ListRoleTags', 'role')] },
};
