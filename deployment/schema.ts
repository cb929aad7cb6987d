import { z } from 'zod';
import { IAM_LIMITS, PARTITIONS } from '../model/iam';
import { ROLE_NAME, ROLE_PATH } from '../model/names';

const key = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/i, 'must consist of letters, digits, "-" and "_"')
  .max(64);

const policyArn = z
  .string()
  .regex(/^arn:(?:aws|aws-cn|aws-us-gov):iam::(?:aws|\d{12}):policy\/.+$/, 'must be the ARN of an IAM policy')
  .max(2048);

const httpsUrl = z
  .string()
  .regex(/^https:\/\/|^http:\/\/(?:127\.|localhost|\[::1\])/, 'must be an https URL')
  .describe('URL');

const tags = z.record(z.string().min(1).max(128), z.string().max(256));

const seconds = z.number().int().positive();

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const statement = z
  .strictObject({
    sid: z
      .string()
      .regex(/^[A-Za-z0-9]*$/, 'must consist of letters and digits')
      .optional(),
    effect: z.enum(['Allow', 'Deny']).default('Allow'),
    actions: oneOrMore.describe('IAM actions, for example `ec2:StartInstances`'),
    resources: oneOrMore.default('*').describe('ARNs that the actions apply to'),
    conditions: z
      .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
      .optional()
      .describe('IAM conditions: operator, key, value'),
  })
  .describe('An inline permission of the role');

const account = z.strictObject({
  id: z
    .string({ error: 'must be a quoted string of 12 digits, because YAML drops the leading zeros of a number' })
    .regex(/^\d{12}$/, 'must have 12 digits')
    .describe('AWS account id, in quotes'),
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be an AWS region')
    .describe('Region of the AWS provider; it also tells the partition'),
  profile: z.string().min(1).optional().describe('Profile of the shared AWS configuration'),
  assumeRole: z
    .strictObject({
      roleArn: z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, 'must be the ARN of an IAM role'),
      externalId: z.string().min(2).max(1224).optional(),
      sessionName: z.string().min(2).max(64).optional(),
    })
    .optional()
    .describe('Role that Terraform assumes in the account'),
  partition: z.enum(PARTITIONS).optional().describe('AWS partition; by default that of the region'),
  oidcProvider: z
    .enum(['create', 'existing', 'import'])
    .default('create')
    .describe('Who owns the OIDC provider: this file, something else, or this file from now on'),
  extraAudiences: z
    .array(z.string().min(1).max(IAM_LIMITS.audience))
    .default([])
    .describe('Audiences of others that stay registered on the provider'),
  thumbprints: z
    .array(
      z
        .string()
        .regex(/^[0-9a-f]{40}$/i, 'must have 40 hexadecimal digits')
        .refine((text) => !/^0+$/.test(text), 'must not be all zeros'),
    )
    .max(5)
    .optional()
    .describe('Certificate thumbprints of the issuer; AWS needs none for a publicly trusted one'),
  tags: tags.default({}).describe('Tags on everything that is created in the account'),
  endpoints: z
    .strictObject({ iam: httpsUrl.optional(), sts: httpsUrl.optional() })
    .optional()
    .describe('Other endpoints for IAM and STS, for emulators and private networks'),
});

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
  );

const role = z.strictObject({
  name: z
    .string()
    .regex(ROLE_NAME, 'must have 1 to 64 letters, digits or any of _+=,.@-')
    .optional()
    .describe('Role name; by default `dynatrace-<tenant>-<connection>`'),
  path: z.string().regex(ROLE_PATH, 'must begin and end with "/"').max(IAM_LIMITS.rolePath).default('/'),
  description: z.string().max(IAM_LIMITS.description).optional(),
  permissionsBoundary: policyArn.optional().describe('ARN of the policy that bounds the role'),
  maxSessionDuration: seconds
    .min(IAM_LIMITS.sessionSecondsMin)
    .max(IAM_LIMITS.sessionSecondsMax)
    .default(IAM_LIMITS.sessionSecondsMin)
    .describe('Longest session, in seconds'),
  tags: tags.default({}),
});

const connection = z.strictObject({
  account: z.string().describe('Key of the account that the role is created in'),
  name: z.string().optional().describe('Name of the connection in Dynatrace; by default its key'),
  schema: z.enum(['legacy', 'enhanced']).optional().describe("Settings schema; by default the tenant's `schema`"),
  role: role.prefault({}).describe('The IAM role'),
  roleOf: z
    .string()
    .optional()
    .describe('Key of a connection whose role this one uses too, instead of a role of its own'),
  permissions: z
    .strictObject({
      managedPolicies: z.array(policyArn).default([]).describe('ARNs of managed policies to attach'),
      statements: z.array(statement).default([]).describe('Inline permissions'),
    })
    .prefault({})
    .describe('What the role may do, besides listing regions'),
  sessionPolicies: z
    .array(policyArn)
    .max(IAM_LIMITS.sessionPolicies)
    .default([])
    .describe('ARNs of policies that narrow each session (legacy schema only)'),
  share: z.array(accessor).default([]).describe('Who else may use the connection'),
  adopt: z.boolean().default(false).describe('Take over a connection of this name that something else created'),
});

const app = z.strictObject({
  install: z
    .enum(['require', 'hub', 'bundle'])
    .default('require')
    .describe('`require` stops without the app, `hub` installs it by an unsupported call, `bundle` uploads a zip'),
  bundle: z.string().min(1).optional().describe('Path of the app bundle, relative to this file'),
  onDestroy: z
    .enum(['keep', 'uninstall'])
    .default('keep')
    .describe('`uninstall` removes the app if this file installed it'),
  timeout: seconds.default(180).describe('How long to wait for the app, in seconds'),
});

const workflowActor = z
  .strictObject({
    serviceUser: z
      .strictObject({
        create: z.string().min(1).max(100).optional().describe('Name of a service user to create'),
        existing: z.string().min(1).optional().describe('Name or uuid of a service user that exists'),
      })
      .refine(({ create, existing }) => (create === undefined) !== (existing === undefined), {
        error: 'must name exactly one of `create`, `existing`',
      })
      .optional()
      .describe('A service user that runs workflows'),
    group: z.string().min(1).optional().describe('Name or uuid of a group whose members run workflows'),
    adopt: z
      .boolean()
      .default(false)
      .describe('Take over a policy or user of the same name that something else created'),
  })
  .refine(({ serviceUser, group }) => (serviceUser === undefined) !== (group === undefined), {
    error: 'must name exactly one of `serviceUser`, `group`',
  });

const tenant = z.strictObject({
  environment: z.string().min(1).describe('Address of the environment, in any form'),
  accountUuid: z.guid().optional().describe('Dynatrace account, needed for `workflowActors` and for sharing by name'),
  ssoUrl: httpsUrl.optional().describe('OAuth token endpoint, for stages other than production'),
  accountUrl: httpsUrl.optional().describe('Account API, for stages other than production'),
  issuer: z
    .string()
    .startsWith('https://')
    .max(255)
    .optional()
    .describe('OIDC issuer, for stages other than production'),
  credentials: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'must be an environment variable prefix in capital letters')
    .optional()
    .describe('Prefix of the environment variables with the credentials, such as `PROD` for `PROD_DT_CLIENT_ID`'),
  allowApiToken: z
    .boolean()
    .default(false)
    .describe('Accept an API token, whose connections have no owner and can never be restricted'),
  schema: z.enum(['legacy', 'enhanced']).default('legacy').describe('Settings schema of its connections'),
  app: app.prefault({}).describe('The app AWS for Workflows'),
  allowedHosts: z.array(z.string()).default([]).describe("Hosts to allow besides AWS's"),
  connections: z.record(key, connection).default({}),
  workflowActors: z.record(key, workflowActor).default({}).describe('Who runs the workflows (step 5)'),
  roleTimeout: seconds.default(120).describe('How long to wait until Dynatrace can assume a new role, in seconds'),
});

const backend = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('local'),
    directory: z.string().default('.').describe('Folder of the state files, relative to the project'),
  }),
  z.strictObject({
    type: z.literal('hcp'),
    hostname: z.string().default('app.terraform.io'),
    organization: z.string().min(1),
    project: z.string().min(1).optional(),
    workspacePrefix: z
      .string()
      .default('aws-workflows-')
      .describe("A workspace is named after this and the tenant's key"),
  }),
  z.strictObject({
    type: z.literal('s3'),
    bucket: z.string().min(3),
    keyPrefix: z.string().default('aws-workflows/'),
    region: z.string(),
    profile: z.string().optional(),
    kmsKeyId: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('none') }),
]);

/** The deployment file. Every object is strict: an unknown key is an error. */
export const deploymentSchema = z.strictObject({
  name: key.describe('Marks what this file creates in Dynatrace as its own; never change it afterwards'),
  backend: backend.default({ type: 'local', directory: '.' }).describe('Where Terraform keeps its state'),
  runner: z
    .enum(['node', 'posix'])
    .default('node')
    .describe('`posix` starts the scripts through a launcher that finds Node.js by itself'),
  accounts: z.record(key, account),
  tenants: z.record(key, tenant),
});

/** A deployment file after its defaults are filled in. */
export type Deployment = z.output<typeof deploymentSchema>;
export type Account = Deployment['accounts'][string];
export type Tenant = Deployment['tenants'][string];
export type Connection = Tenant['connections'][string];
export type WorkflowActor = Tenant['workflowActors'][string];
export type Backend = Deployment['backend'];
