import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Plan } from '../../terraform/json';
import { lineWise } from '../../terraform/run';
import { planStack, readPlan } from '../../terraform/stack';
import { CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';
import { readOwnState } from '../live/own-state';
import { readDrift, type TrackedLive } from '../live/read';
import { planRepairs, type Repairs } from '../live/repair';
import { driftSummary, driftTable } from '../live/report';

/** What is different on the Dynatrace side, and what the next deploy does about it. */
export interface DynatraceSide {
  drift: TrackedLive[];
  repairs: Repairs;
}

/**
 * Reads the drift of a synthesized stack, says what it found, and decides how to repair it.
 *
 * @throws CommandError when something cannot be read, because a plan would then leave it out
 */
export async function readDynatraceSide(stack: ResolvedStack, output: Output): Promise<DynatraceSide> {
  const { name } = stack;
  output.progress(`${name}: reading the state and ${stack.environment.domain}`);
  const drift = await readDrift(stack, await readOwnState(stack));
  output.print(`${output.colors.bold(name)}: Dynatrace: ${driftSummary(drift)}`);
  const drifted = drift.filter(({ live }) => live.status !== 'in-sync');
  if (drifted.length > 0) output.print(driftTable(drifted, output));
  const unreadable = drift.filter(({ live }) => live.status === 'unreadable');
  if (unreadable.length > 0) {
    throw new CommandError(`${unreadable.length} objects of ${name} could not be read, see above.`);
  }
  return { drift, repairs: planRepairs(stack, drift) };
}

/** Plans a stack with what has drifted planned to be applied again, shows the plan, saves it and reads it. */
export async function planBothSides({ name }: ResolvedStack, repairs: Repairs, output: Output): Promise<Plan> {
  await planStack(name, { replace: repairs.replace, onOutput: lineWise(output.print) });
  return readPlan(name);
}
