import { readDeployment } from '../../deployment/load';
import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Deployment } from '../../deployment/schema';
import { requireOwnStates } from '../../deployment/shared-states';
import { resolveStacks } from '../../deployment/stacks';
import { deploymentFile } from '../../terraform/project';
import { CommandError } from './command';

/** A deployment file, and the stacks of it that a command is about, in an order in which they can be deployed. */
export interface Selection {
  /** Absolute path of the deployment file. */
  file: string;
  deployment: Deployment;
  /** Every stack of the file. */
  all: ResolvedStack[];
  stacks: ResolvedStack[];
}

/**
 * Loads the deployment file and picks stacks by name: a tenant stands for all of its stacks, and no name for all there are.
 *
 * @throws DeploymentError when the file cannot be used, or shares a state with another one
 * @throws CommandError when it has no such tenant or stack
 */
export function selectStacks(names: string[]): Selection {
  const file = deploymentFile();
  const { deployment, warnings } = readDeployment(file);
  printOnce(warnings.map(({ message }) => message));
  const all = resolveStacks(deployment, file);
  requireOwnStates(file, all);
  const unknown = names.filter((name) => !all.some((stack) => stack.name === name || stack.key === name));
  if (unknown.length > 0) {
    const known = [...new Set([...Object.keys(deployment.tenants), ...all.map(({ name }) => name)])];
    throw new CommandError(
      `the deployment file has no tenant ${list(unknown)} (${file}). It has ${list(known) || 'none'}.`,
    );
  }
  // A stack with the name of its tenant stands for the whole tenant.
  const stacks = all.filter(({ name, key }) => names.length === 0 || names.includes(name) || names.includes(key));
  return { file, deployment, all, stacks };
}

const printed = new Set<string>();

/** A command may read the file more than once. */
function printOnce(warnings: string[]): void {
  for (const warning of warnings.filter((one) => !printed.has(one))) {
    printed.add(warning);
    process.stderr.write(`warning: ${warning}\n`);
  }
}

function list(names: string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
