import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { deploymentSchema } from '../../deployment/schema';
import { resolveStacks } from '../../deployment/stacks';
import { DeploymentStack } from '../../stacks/deployment-stack';
import { deploymentWith, type Json, type Parts } from './deployment';
import { temporaryFolder } from './folder';

/** What Terraform reads of a stack, by resource type and name. */
export interface Synthesized {
  locals: Record<string, Json | string>;
  moved?: { from: string; to: string }[];
  check?: Record<string, Json>;
  terraform: Json;
  provider: Record<string, Json[]>;
  resource: Record<string, Record<string, Json>>;
  data?: Record<string, Record<string, Json>>;
  output: Record<string, { value: unknown }>;
  import?: Json[];
}

/** Synthesizes every stack of a deployment and reads back what Terraform would. */
export function synthesize(file: Json): Record<string, Synthesized> {
  const { app, names } = appOf(file);
  app.synth();
  const read = (name: string) => readFileSync(join(app.outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
  return Object.fromEntries(names.map((name) => [name, JSON.parse(read(name)) as Synthesized]));
}

/** The stacks of a deployment as constructs, beside a bundle that is empty. */
export function appOf(file: Json): { app: App; names: string[] } {
  const directory = temporaryFolder('synthesize');
  const scripts = join(directory, 'scripts');
  mkdirSync(scripts);
  writeFileSync(join(scripts, 'dynatrace.cjs'), '');
  const app = new App({ outdir: join(directory, 'out') });
  const stacks = resolveStacks(deploymentSchema.parse(file), join(directory, 'deployment.yaml'));
  for (const resolved of stacks) new DeploymentStack(app, { resolved, scripts });
  return { app, names: stacks.map(({ name }) => name) };
}

/** Synthesizes the one tenant of `deploymentWith`. */
export function synthesizeProd(parts: Parts = {}): Synthesized {
  return synthesize(deploymentWith(parts)).prod as Synthesized;
}
