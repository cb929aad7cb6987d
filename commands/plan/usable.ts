import { statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Plan } from '../../terraform/json';
import { plannedVersion } from '../../terraform/plan-file';
import { directoryOf, planFile } from '../../terraform/stack';
import { currentVersion } from '../../terraform/state-version';
import { CommandError } from '../cli/command';

/**
 * Refuses a plan that tells reviewers something else than what a deploy would do.
 *
 * @param file path of the deployment file
 * @throws CommandError when planning failed, or when the deployment file was changed since
 */
export function requireUsable(plan: Plan, { stack, file }: { stack: string; file: string }): void {
  const cure = `Make a new one: npm run diff -- ${stack}`;
  if (plan.errored) {
    throw new CommandError(`The plan of ${stack} is not complete, because planning failed. ${cure}`);
  }
  const madeAt = plan.timestamp === undefined ? statSync(planFile(stack)).mtimeMs : Date.parse(plan.timestamp);
  const changedAt = statSync(file).mtimeMs;
  // Terraform gives full seconds.
  if (Math.floor(changedAt / 1000) <= Math.floor(madeAt / 1000)) return;
  throw new CommandError(
    `The plan of ${stack} is older than the deployment file: it was made at ${isoTime(madeAt)}, and ` +
      `${relative(process.cwd(), file) || file} was changed at ${isoTime(changedAt)}. ${cure}`,
  );
}

/**
 * Refuses a plan of a state that was changed since, as Terraform itself does when it is to apply one.
 *
 * @throws CommandError
 */
export async function requireCurrent(stack: string): Promise<void> {
  const planned = plannedVersion(stack);
  const current = planned && (await currentVersion(directoryOf(stack)));
  if (!planned || !current || (planned.lineage === current.lineage && planned.serial === current.serial)) return;
  throw new CommandError(
    `The plan of ${stack} is older than its state, which something else changed since: the plan was made for version ` +
      `${planned.serial}, and the state has version ${current.serial}. Make a new one: npm run diff -- ${stack}`,
  );
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
