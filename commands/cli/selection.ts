import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readDeployment } from '../../deployment/load';
import type { Deployment } from '../../deployment/schema';
import { type ResolvedTenant, resolveTenant } from '../../deployment/stacks';
import { PROJECT } from '../../terraform/project';
import { CommandError } from './command';

/** A deployment file, and the tenants of it that a command is about, in the file's order. */
export interface Selection {
  /** Absolute path of the deployment file. */
  file: string;
  deployment: Deployment;
  /** What a reader of the file should know although it can be used, one line each. They are printed already. */
  warnings: string[];
  tenants: ResolvedTenant[];
}

/**
 * Loads the deployment file and picks tenants by name, all of them without names.
 *
 * @throws DeploymentError when the file cannot be used. @throws CommandError when it has no such tenant.
 */
export function selectTenants(names: string[]): Selection {
  const file = deploymentFile();
  const { deployment, warnings } = readDeployment(file);
  printOnce(warnings);
  const known = Object.keys(deployment.tenants);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CommandError(
      `the deployment file has no tenant ${list(unknown)} (${file}). Its tenants are ${list(known) || 'none'}.`,
    );
  }
  const selected = names.length > 0 ? known.filter((name) => names.includes(name)) : known;
  return { file, deployment, warnings, tenants: selected.map((name) => resolveTenant(deployment, name)) };
}

const printed = new Set<string>();

/** A command may read the file more than once. */
function printOnce(warnings: string[]): void {
  for (const warning of warnings.filter((one) => !printed.has(one))) {
    printed.add(warning);
    process.stderr.write(`warning: ${warning}\n`);
  }
}

/** The deployment file that synthesis reads: DEPLOYMENT_FILE, or cdktf's context, or `deployment.yaml`. */
function deploymentFile(): string {
  return resolve(process.env.DEPLOYMENT_FILE ?? contextFile() ?? 'deployment.yaml');
}

function contextFile(): string | undefined {
  const { context } = JSON.parse(readFileSync(join(PROJECT, 'cdktf.json'), 'utf8')) as {
    context?: { deploymentFile?: string };
  };
  return context?.deploymentFile;
}

function list(names: string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
