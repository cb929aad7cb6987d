import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { deploymentSchema } from '../../deployment/schema';
import { resolveStacks } from '../../deployment/stacks';
import { DeploymentStack } from '../../stacks/deployment-stack';

type Json = Record<string, unknown>;

/** What Terraform reads of a stack, by resource type and name. */
export interface Synthesized {
  locals: Record<string, Json | string>;
  moved?: Json[];
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

/** Synthesizes every stack of a deployment and reads back what Terraform would. */
export function synthesize(file: Json): Record<string, Synthesized> {
  const directory = mkdtempSync(join(tmpdir(), 'synthesize-'));
  const scripts = mkdtempSync(join(tmpdir(), 'scripts-'));
  writeFileSync(join(scripts, 'dynatrace.cjs'), '');
  const deployment = deploymentSchema.parse(file);
  const app = new App({ outdir: directory });
  const stacks = resolveStacks(deployment, join(directory, 'deployment.yaml'));
  for (const resolved of stacks) new DeploymentStack(app, { resolved, scripts });
  app.synth();
  return Object.fromEntries(
    stacks.map(({ name }) => [
      name,
      JSON.parse(readFileSync(join(directory, 'stacks', name, 'cdk.tf.json'), 'utf8')) as Synthesized,
    ]),
  );
}

/** Synthesizes the one tenant of `deploymentWith`. */
export function synthesizeProd(parts: Parameters<typeof deploymentWith>[0] = {}): Synthesized {
  return synthesize(deploymentWith(parts)).prod as Synthesized;
}
