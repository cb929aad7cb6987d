import { z } from 'zod';
import { IAM_LIMITS } from '../../model/iam';
import { ROLE_NAME, ROLE_PATH } from '../../model/names';
import { permissions } from './permissions';
import { key, policyArn, seconds, tags } from './values';

const accessor = z
  .strictObject({
    allUsers: z.literal(true).optional().describe('Everyone in the environment'),
    user: z.string().min(1).optional().describe('A user, by UUID or e-mail address'),
    group: z.string().min(1).optional().describe('A group, by UUID or name'),
    access: z.enum(['read', 'read-write']).default('read').describe('`read` suffices to use the connection'),
  })
  .refine(
    ({ allUsers, user, group }) => [allUsers, user, group].filter((who) => who !== undefined).length === 1,
    'must have exactly one of `allUsers`, `user`, `group`',
  )
  .describe('Someone who may use the connection');

const role = z.strictObject({
  existing: z
    .string()
    .regex(/^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:role\/\S+$/, 'must be the ARN of an IAM role')
    .optional()
    .describe('ARN of a role that something else owns; then nothing is written in AWS for this connection'),
  import: z.boolean().default(false).describe('Take over a role of this name that exists, by an import block'),
  name: z
    .string()
    .regex(ROLE_NAME, 'must consist of 1 to 64 letters, digits or any of _+=,.@-')
    .optional()
    .describe('Role name; by default `dynatrace-<tenant>-<connection>`'),
  path: z
    .string()
    .regex(ROLE_PATH, 'must begin and end with "/" and contain no spaces')
    .max(IAM_LIMITS.rolePath)
    .default('/')
    .describe('Role path'),
  description: z
    .string()
    .regex(/^[\t\n\r\x20-\x7e\xa1-\xff]*$/, 'must consist of the Latin letters and symbols that IAM accepts')
    .max(IAM_LIMITS.description)
    .optional()
    .describe('Role description'),
  permissionsBoundary: policyArn.optional().describe('ARN of the permissions boundary of the role'),
  maxSessionDuration: seconds
    .min(IAM_LIMITS.sessionSecondsMin)
    .max(IAM_LIMITS.sessionSecondsMax)
    .default(IAM_LIMITS.sessionSecondsMin)
    .describe('Maximum session duration, in seconds'),
  tags: tags.default({}).describe("Tags on the role, besides the account's"),
});

export const connection = z
  .strictObject({
    account: z.string().describe('Key of the account that the role is in'),
    movedFrom: key
      .optional()
      .describe(
        'Key that the connection had before: it is moved, not replaced, and keeps the default names of that key',
      ),
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
    exclusiveShares: z
      .boolean()
      .default(false)
      .describe('Remove shares of the connection that this file does not name'),
    adopt: z.boolean().default(false).describe('Take over a connection of this name that something else created'),
  })
  .describe('A connection and the role that it assumes');
