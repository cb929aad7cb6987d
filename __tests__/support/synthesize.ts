import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { deploymentSchema } from '../../deployment/schema';
import { resolveStacks } from '../../deployment/stacks';
import { DeploymentStack } from '../../stacks/deployment-stack';
import { deploymentWith, type Json, type Parts } from './deployment';

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
export function synthesizeProd(parts: Parts = {}): Synthesized {
  return synthesize(deploymentWith(parts)).prod as Synthesized;
}
