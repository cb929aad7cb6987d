import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { deploymentSchema } from '../../deployment/schema';
import { TenantStack } from '../../stacks/tenant-stack';

type Json = Record<string, unknown>;

/** What Terraform reads of a stack, by resource type and name. */
export interface Synthesized {
  terraform: Json;
  provider: Record<string, Json[]>;
  resource: Record<string, Record<string, Json>>;
  data?: Record<string, Record<string, Json>>;
  output: Record<string, { value: unknown }>;
  import?: Json[];
}

/** A deployment file with one account and one tenant, with parts of it replaced. */
export function deploymentWith(parts: { account?: Json; tenant?: Json; root?: Json; connections?: Json }): Json {
  return {
    name: 'platform-team',
    accounts: { main: { id: '123456789012', region: 'eu-central-1', ...parts.account } },
    tenants: {
      prod: {
        environment: 'abc12345.apps.dynatrace.com',
        connections: parts.connections ?? { ops: { account: 'main' } },
        ...parts.tenant,
      },
    },
    ...parts.root,
  };
}

/** Synthesizes every tenant of a deployment and reads back what Terraform would. */
export function synthesize(file: Json): Record<string, Synthesized> {
  const directory = mkdtempSync(join(tmpdir(), 'synthesize-'));
  const scripts = mkdtempSync(join(tmpdir(), 'scripts-'));
  writeFileSync(join(scripts, 'dynatrace.cjs'), '');
  const deployment = deploymentSchema.parse(file);
  const app = new App({ outdir: directory });
  for (const tenant of Object.keys(deployment.tenants)) new TenantStack(app, tenant, { deployment, scripts });
  app.synth();
  return Object.fromEntries(
    Object.keys(deployment.tenants).map((tenant) => [
      tenant,
      JSON.parse(readFileSync(join(directory, 'stacks', tenant, 'cdk.tf.json'), 'utf8')) as Synthesized,
    ]),
  );
}

/** Synthesizes the one tenant of `deploymentWith`. */
export function synthesizeProd(parts: Parameters<typeof deploymentWith>[0] = {}): Synthesized {
  return synthesize(deploymentWith(parts)).prod as Synthesized;
}
