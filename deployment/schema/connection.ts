import { z } from 'zod';
import { IAM_LIMITS } from '../../model/iam';
import { ROLE_NAME, ROLE_PATH } from '../../model/names';
import { oneOrMore, policyArn, seconds, tags } from './values';

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
    conditions: z
      .record(
        z.string(),
        z.record(
          z.string(),
          z.union([z.string(), z.array(z.string())], {
            error: 'must be a text or a list of texts; write numbers, true and false in quotes',
          }),
        ),
      )
      .optional()
      .describe('IAM conditions: operator, key, value'),
  })
  .describe('An inline permission of the role');

const accessor = z
  .strictObject({
    allUsers: z.literal(true).optional().describe('Everyone in the environment'),
    user: z.string().min(1).optional().describe('A user, by uuid or e-mail address'),
    group: z.string().min(1).optional().describe('A group, by uuid or name'),
    access: z.enum(['read', 'read-write']).default('read').describe('`read` suffices to use the connection'),
  })
  .refine(
    ({ allUsers, user, group }) => [allUsers, user, group].filter((who) => who !== undefined).length === 1,
    'must name exactly one of `allUsers`, `user`, `group`',
  )
  .describe('Someone who may use the connection');

const role = z.strictObject({
  name: z
    .string()
    .regex(ROLE_NAME, 'must have 1 to 64 letters, digits or any of _+=,.@-')
    .optional()
    .describe('Role name; by default `dynatrace-<tenant>-<connection>`'),
  path: z
    .string()
    .regex(ROLE_PATH, 'must begin and end with "/" and have no spaces')
    .max(IAM_LIMITS.rolePath)
    .default('/')
    .describe('Role path'),
  description: z
    .string()
    .regex(/^[\t\n\r\x20-\x7e\xa1-\xff]*$/, 'must consist of the Latin letters and symbols that IAM accepts')
    .max(IAM_LIMITS.description)
    .optional()
    .describe('Role description'),
  permissionsBoundary: policyArn.optional().describe('ARN of the policy that bounds the role'),
  maxSessionDuration: seconds
    .min(IAM_LIMITS.sessionSecondsMin)
    .max(IAM_LIMITS.sessionSecondsMax)
    .default(IAM_LIMITS.sessionSecondsMin)
    .describe('Longest session, in seconds'),
  tags: tags.default({}).describe("Tags on the role, besides the account's"),
});

const permissions = z.strictObject({
  managedPolicies: z
    .array(policyArn)
    .max(IAM_LIMITS.managedPoliciesPerRole)
    .default([])
    .describe('ARNs of managed policies to attach'),
  statements: z.array(statement).default([]).describe('Inline permissions'),
});

export const connection = z
  .strictObject({
    account: z.string().describe('Key of the account that the role is created in'),
    name: z.string().optional().describe('Name of the connection in Dynatrace; by default its key'),
    schema: z.enum(['legacy', 'enhanced']).optional().describe("Settings schema; by default the tenant's `schema`"),
    role: role.prefault({}).describe('The IAM role'),
    roleOf: z
      .string()
      .optional()
      .describe('Key of a connection whose role this one uses too, instead of a role of its own'),
    retired: z
      .boolean()
      .default(false)
      .describe('Remove the connection and keep its role, for those that use it through `roleOf`'),
    permissions: permissions.prefault({}).describe('What the role may do, besides listing regions'),
    sessionPolicies: z
      .array(policyArn)
      .max(IAM_LIMITS.sessionPolicies)
      .default([])
      .describe('ARNs of policies that narrow each session (legacy schema only)'),
    share: z.array(accessor).default([]).describe('Who else may use the connection'),
    adopt: z.boolean().default(false).describe('Take over a connection of this name that something else created'),
  })
  .describe('A connection and the role that it assumes');
