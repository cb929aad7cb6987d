import { z } from 'zod';
import { IAM_LIMITS } from '../../model/iam';
import { oneOrMore, policyArn } from './values';

const conditions = z
  .record(
    z.string(),
    z.record(
      z.string(),
      z.union([z.string(), z.array(z.string())], {
        error: 'must be a string or a list of strings; put numbers, true and false in quotes',
      }),
    ),
  )
  .optional()
  .describe('IAM conditions: operator, key, value');

const actionId = z
  .string()
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)+$/,
    'must be the id of a workflow action without its app, such as ec2-stop-instances',
  );

const workflowAction = z.union(
  [
    actionId,
    z.strictObject({
      action: actionId.describe('Id of the workflow action'),
      resources: oneOrMore.optional().describe('ARNs that the action may be used on; by default all that it can'),
      conditions,
    }),
  ],
  { error: 'must be the id of a workflow action, or a mapping with `action`' },
);

const statement = z
  .strictObject({
    sid: z
      .string()
      .regex(/^[A-Za-z0-9]*$/, 'must consist of letters and digits')
      .optional()
      .describe('Statement id'),
    effect: z.enum(['Allow', 'Deny']).default('Allow').describe('Whether the actions are allowed or denied'),
    actions: oneOrMore.describe('IAM actions, for example `ec2:StartInstances`'),
    resources: oneOrMore.default('*').describe('ARNs that the actions apply to'),
    conditions,
  })
  .describe('An inline permission of the role');

export const permissions = z.strictObject({
  managedPolicies: z
    .array(policyArn)
    .max(IAM_LIMITS.managedPoliciesPerRole)
    .default([])
    .describe('ARNs of managed policies to attach'),
  actions: z
    .array(workflowAction)
    .default([])
    .describe('Workflow actions that the role has to allow, such as `ec2-stop-instances`'),
  statements: z.array(statement).default([]).describe('Inline permissions'),
});
