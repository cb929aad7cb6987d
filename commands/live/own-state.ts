import type { ResolvedStack } from '../../deployment/resolved-stack';
import { type Tracked, trackedInstances } from '../../terraform/instances';
import { readState } from '../../terraform/stack';
import { CommandError } from '../cli/command';

/**
 * What the state of a synthesized stack holds in Dynatrace.
 *
 * @throws TerraformError with Terraform's own error
 * @throws CommandError when another deployment keeps its state in the same place
 */
export async function readOwnState(stack: ResolvedStack): Promise<Tracked[]> {
  const tracked = trackedInstances(await readState(stack.name));
  requireOwn(stack, tracked);
  return tracked;
}

/**
 * A deployment may get another name or another environment. With both at once the state is that of somebody else, and a
 * plan would destroy what it holds.
 */
export function requireOwn({ name, label, environment }: ResolvedStack, tracked: Tracked[]): void {
  const environments = valuesOf(tracked, 'environment');
  const labels = valuesOf(tracked, 'label');
  if (environments.length === 0 || environments.includes(environment.url)) return;
  if (labels.length === 0 || labels.includes(label)) return;
  throw new CommandError(
    `${name}: nothing was done, because its state belongs to another deployment: "${labels.join('", "')}" for ` +
      `${environments.join(', ')}, and this file is "${label}" for ${environment.url}. Give this file a state of its own, ` +
      'by another `backend` or another key of the tenant. If it is the same deployment, change its `name` and its ' +
      'environment one after the other.',
  );
}

function valuesOf(tracked: Tracked[], trigger: 'environment' | 'label'): string[] {
  const values = tracked.map(({ instance }) => (instance as { environment?: string; label?: string })[trigger]);
  return [...new Set(values.filter((value) => value !== undefined))];
}
