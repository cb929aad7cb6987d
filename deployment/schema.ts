import { z } from 'zod';
import { account } from './schema/account';
import { backend } from './schema/backend';
import { tenant } from './schema/tenant';
import { key } from './schema/values';

/** The deployment file. Every object is strict: an unknown key is an error. */
export const deploymentSchema = z.strictObject({
  name: key.describe('A label for readers; changing it changes nothing'),
  backend: backend.default({ type: 'local', directory: '.' }).describe('Where Terraform keeps its state'),
  runner: z
    .enum(['node', 'posix'])
    .default('node')
    .describe('`posix` starts the scripts through a launcher that finds Node.js by itself'),
  accounts: z.record(key, account).default({}).describe('AWS accounts by key'),
  tenants: z.record(key, tenant).describe('Dynatrace environments by key'),
});

/** A deployment as it is written, in a file or in TypeScript. */
export type DeploymentInput = z.input<typeof deploymentSchema>;
/** A deployment file after its defaults are filled in. */
export type Deployment = z.output<typeof deploymentSchema>;
export type Account = Deployment['accounts'][string];
export type Tenant = Deployment['tenants'][string];
export type Connection = Tenant['connections'][string];
export type WorkflowActor = Tenant['workflowActors'][string];
export type Backend = Deployment['backend'];
