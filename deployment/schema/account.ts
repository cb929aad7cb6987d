import { z } from 'zod';
import { IAM_LIMITS, PARTITIONS } from '../../model/iam';
import { baseUrl, key, tags } from './values';

const accountId = z
  .string({
    error: ({ input }) =>
      input === undefined ? undefined : 'must be quoted, because YAML drops leading zeros from numbers',
  })
  .regex(/^\d{12}$/, 'must have 12 digits');

const region = z
  .string()
  .regex(
    /^(?!us-iso|eu-iso)[a-z]{2}(?:-[a-z]+)+-\d$/,
    'must be an AWS region of the partition aws, aws-cn or aws-us-gov, such as eu-central-1',
  );

const assumeRole = z.strictObject({
  roleArn: z
    .string()
    .regex(/^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:role\/\S+$/, 'must be the ARN of an IAM role')
    .describe('ARN of the role'),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]*$/, 'must consist of letters, digits and any of _+=,.@:/-')
    .min(2)
    .max(1224)
    .optional()
    .describe('External id that the role requires'),
  sessionName: z
    .string()
    .regex(/^[\w+=,.@-]*$/, 'must consist of letters, digits and any of _+=,.@-')
    .min(2)
    .max(64)
    .optional()
    .describe('Session name, as CloudTrail shows it'),
});

const thumbprint = z
  .string()
  .regex(/^[0-9A-Fa-f]{40}$/, 'must have 40 hexadecimal digits')
  .refine((text) => !/^0+$/.test(text), 'must not be all zeros');

export const account = z
  .strictObject({
    id: accountId.describe('AWS account id, quoted'),
    region: region.describe('Region of the AWS provider; it also determines the partition'),
    profile: z.string().min(1).optional().describe('Profile of the shared AWS configuration'),
    assumeRole: assumeRole.optional().describe('Role that Terraform assumes in the account'),
    partition: z.enum(PARTITIONS).optional().describe('AWS partition; by default that of the region'),
    oidcProvider: z
      .enum(['create', 'existing', 'import'])
      .default('create')
      .describe(
        'Who manages the OIDC provider: this file (`create`), something else (`existing`), or this file from now on (`import`)',
      ),
    providerOwner: key
      .optional()
      .describe('Key of the tenant whose stack owns the OIDC provider; required when several tenants use the account'),
    extraAudiences: z
      .array(z.string().min(1).max(IAM_LIMITS.audience))
      .default([])
      .describe('Audiences of others that stay registered on the provider'),
    thumbprints: z
      .array(thumbprint)
      .max(5)
      .optional()
      .describe('Certificate thumbprints of the issuer; AWS needs none for a publicly trusted issuer'),
    tags: tags.default({}).describe('Tags on everything that is created in the account'),
    endpoints: z
      .strictObject({
        iam: baseUrl.optional().describe('Endpoint of IAM'),
        sts: baseUrl.optional().describe('Endpoint of STS'),
      })
      .optional()
      .describe('Custom endpoints of IAM and STS, for emulators and private networks'),
  })
  .describe('An AWS account');
