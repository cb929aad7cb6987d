import type { ResolvedStack } from '../../deployment/resolved-stack';
import { KINDS } from '../../model/kinds';
import type { Tracked } from '../../terraform/instances';
import type { Plan } from '../../terraform/json';
import { lineWise } from '../../terraform/run';
import { directoryOf, planStack, readPlan } from '../../terraform/stack';
import { CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';
import { looksToRepeat } from '../live/looks';
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
  const tracked = await readOwnState(stack);
  const drift = await readDrift(stack, tracked);
  output.print(`${output.colors.bold(name)}: Dynatrace: ${driftSummary(drift)}`);
  const drifted = drift.filter(({ live }) => live.status !== 'in-sync');
  if (drifted.length > 0) output.print(driftTable(drifted, output));
  const unreadable = drift.filter(({ live }) => live.status === 'unreadable');
  if (unreadable.length > 0) {
    throw new CommandError(`${unreadable.length} objects of ${name} could not be read, see above.`);
  }
  const { replace, refused } = planRepairs(stack, drift);
  return {
    drift,
    repairs: {
      replace: [...looksToRepeat(name, tracked), ...replace],
      refused: [...forgottenByTaint(name, tracked), ...refused],
    },
  };
}

/** Terraform skips the destroy provisioners of what is tainted, so that the object would be forgotten and live on. */
function forgottenByTaint(stack: string, tracked: Tracked[]): Repairs['refused'] {
  return tracked.flatMap(({ kind, key, deletionSkipped, blocks: { guard: address } }) => {
    if (!deletionSkipped || !address) return [];
    const reason =
      `${address} is marked as tainted, so Terraform would forget the ${KINDS[kind].label} ${key} instead of ` +
      `deleting it. Run \`terraform -chdir='${directoryOf(stack)}' untaint '${address}'\`; to recreate it, run ` +
      `\`terraform apply -replace='${address}'\`.`;
    return [{ address, reason }];
  });
}

/** Plans a stack with what has drifted planned to be applied again, shows the plan, saves it and reads it. */
export async function planBothSides({ name }: ResolvedStack, repairs: Repairs, output: Output): Promise<Plan> {
  await planStack(name, { replace: repairs.replace, onOutput: lineWise(output.print) });
  return readPlan(name);
}
