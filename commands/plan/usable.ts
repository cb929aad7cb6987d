import { statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Plan } from '../../terraform/json';
import { planFile } from '../../terraform/stack';
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

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
