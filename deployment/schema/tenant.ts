import { z } from 'zod';
import { connection } from './connection';
import { baseUrl, httpsUrl, key, seconds } from './values';

const app = z.strictObject({
  install: z
    .enum(['require', 'hub', 'bundle'])
    .default('require')
    .describe(
      '`require` fails without the app, `hub` installs it through an unsupported API call, `bundle` uploads a zip file',
    ),
  bundle: z.string().min(1).optional().describe('Path of the app bundle, relative to this file'),
  onDestroy: z
    .enum(['keep', 'uninstall'])
    .default('keep')
    .describe('`uninstall` removes the app if this file installed it'),
  timeout: seconds.default(180).describe('How long to wait for the app, in seconds'),
});

const serviceUser = z
  .strictObject({
    create: z.string().min(1).max(100).optional().describe('Name of a service user to create'),
    existing: z.string().min(1).optional().describe('Name or UUID of a service user that exists'),
  })
  .refine(({ create, existing }) => (create === undefined) !== (existing === undefined), {
    error: 'must have exactly one of `create`, `existing`',
  });

const workflowActor = z
  .strictObject({
    serviceUser: serviceUser.optional().describe('A service user that runs workflows'),
    group: z.string().min(1).optional().describe('Name or UUID of a group whose members run workflows'),
    connections: z
      .union([z.literal('all'), z.array(z.string()).min(1)], {
        error: ({ input }) => (input === undefined ? undefined : 'must be `all` or a list of connection keys'),
      })
      .describe('Keys of the connections that the actor may use, or `all`'),
    adopt: z
      .boolean()
      .default(false)
      .describe('Take over a policy or user of the same name that something else created'),
  })
  .refine(({ serviceUser, group }) => (serviceUser === undefined) !== (group === undefined), {
    error: 'must have exactly one of `serviceUser`, `group`',
  })
  .describe('Who runs workflows');

const acknowledgement = z
  .strictObject({
    rule: z
      .string()
      .regex(/^[a-z0-9]+(?:[./-][a-z0-9]+)*$/, 'must be the id of a rule, in lower case')
      .describe('Id of the rule'),
    subject: z.string().min(1).optional().describe('What the finding is about; by default whatever the rule finds'),
    reason: z.string().trim().min(1).describe('Why the finding is accepted'),
  })
  .describe('A finding that is known and accepted');

export const tenant = z
  .strictObject({
    environment: z.string().min(1).describe('Address of the environment, in any form'),
    movedFrom: key
      .optional()
      .describe('Key that the tenant had before: it keeps that state, and the default names of that key'),
    layout: z
      .enum(['tenant', 'account'])
      .default('tenant')
      .describe('`tenant` makes one stack, `account` one for what the tenant has once and one for each AWS account'),
    driftCheck: z
      .boolean()
      .default(true)
      .describe('Every plan looks at Dynatrace and warns of drift, which needs the provider hashicorp/external'),
    accountUuid: z
      .guid()
      .optional()
      .describe('UUID of the Dynatrace account, needed for `workflowActors` and for sharing by name'),
    ssoUrl: httpsUrl.optional().describe('OAuth token endpoint, for stages other than production'),
    accountUrl: baseUrl.optional().describe('Account API, for stages other than production'),
    issuer: z
      .string()
      .regex(
        /^https:\/\/[a-z0-9.-]+(?:\/[^\s/?#]+)*$/,
        'must be an https URL in lower case without a port, query or trailing slash, because IAM compares it exactly',
      )
      .max(255)
      .optional()
      .describe('OIDC issuer, for stages other than production'),
    credentials: z
      .string()
      .regex(/^[A-Z](?:[A-Z0-9_]*[A-Z0-9])?$/, 'must be an environment variable prefix in upper case')
      .optional()
      .describe('Prefix of the environment variables with the credentials, such as `PROD` for `PROD_DT_CLIENT_ID`'),
    allowApiToken: z
      .boolean()
      .default(false)
      .describe('Accept an API token, whose connections have no owner and can never be restricted'),
    schema: z.enum(['legacy', 'enhanced']).default('legacy').describe('Settings schema of its connections'),
    app: app.prefault({}).describe('The app AWS for Workflows'),
    allowedHosts: z.array(z.string()).default([]).describe("Hosts to allow besides AWS's"),
    connections: z.record(key, connection).default({}).describe('Connections by key'),
    workflowActors: z.record(key, workflowActor).default({}).describe('Who runs the workflows (step 5)'),
    acknowledge: z
      .array(acknowledgement)
      .default([])
      .describe(
        'Findings of doctor, verify, drift and review that are known and accepted, and names that are new in AWS',
      ),
    roleTimeout: seconds.default(120).describe('How long to wait until Dynatrace can assume a new role, in seconds'),
  })
  .describe('A Dynatrace environment');
