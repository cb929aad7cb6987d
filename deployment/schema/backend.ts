import { z } from 'zod';

const local = z.strictObject({
  type: z.literal('local').describe('State in files on this machine'),
  directory: z
    .string()
    .regex(/^(?![/\\]|[A-Za-z]:)/, 'must be a relative path, so that the output is the same on every machine')
    .min(1)
    .default('.')
    .describe('Folder of the state files, relative to the project'),
});

const hcp = z.strictObject({
  type: z.literal('hcp').describe('HCP Terraform or Terraform Enterprise'),
  hostname: z
    .string()
    .regex(/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?$/, 'must be a host name without a scheme')
    .default('app.terraform.io')
    .describe('Host of Terraform Enterprise'),
  organization: z
    .string()
    .regex(/^[\w-]+$/, 'must consist of letters, digits, "-" and "_"')
    .min(3)
    .max(40)
    .describe('Name of the organization'),
  project: z.string().min(1).optional().describe('Project that new workspaces are created in'),
  workspacePrefix: z
    .string()
    .regex(/^[\w-]*$/, 'must consist of letters, digits, "-" and "_"')
    .default('aws-workflows-')
    .describe("A workspace is named after this and the tenant's key"),
});

const s3 = z.strictObject({
  type: z.literal('s3').describe('A bucket, locked by a file in it'),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/, 'must be the name of an S3 bucket')
    .min(3)
    .max(63)
    .describe('Name of the bucket'),
  keyPrefix: z
    .string()
    .regex(/^(?!\/)/, 'must not begin with "/"')
    .default('aws-workflows/')
    .describe("A state is named after this and the tenant's key"),
  region: z
    .string()
    .regex(/^[a-z]+(?:-[a-z]+)+-\d$/, 'must be an AWS region, such as eu-central-1')
    .describe('Region of the bucket'),
  profile: z.string().min(1).optional().describe('Profile of the shared AWS configuration'),
  kmsKeyId: z.string().min(1).optional().describe('KMS key that encrypts the state'),
});

const none = z.strictObject({
  type: z.literal('none').describe('No backend, for runs that HCP Terraform starts itself'),
});

export const backend = z.discriminatedUnion('type', [local, hcp, s3, none]);
