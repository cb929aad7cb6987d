import { trackedInstances } from '../terraform/instances';
import { readState, synthesize } from '../terraform/stack';
import type { Command } from './cli/command';
import { type Selection, selectStacks } from './cli/selection';
import type { Output } from './cli/terminal';
import { readDrift, type TrackedLive } from './live/read';
import { driftCode, driftJson, driftSummary, driftTable, worst } from './live/report';
import { forEachStack, requireAll } from './plan/schedule';

export const command: Command = {
  summary: 'Compares what Terraform keeps of Dynatrace with what is there, which Terraform itself never does.',
  usage: 'drift -- [tenant or stack …] [options]',
  options: { json: { type: 'boolean', description: 'print one JSON document instead of tables' } },
  exitCodes: {
    0: 'everything is in sync',
    1: 'an error, or something could not be read',
    2: 'something was changed, is missing or cannot be seen',
  },
  async run({ positionals, flags }, output) {
    const selection = selectStacks(positionals);
    const found = await driftOf(selection, output);
    if (flags.json) {
      const stacks = found.map(({ stack, drift }) => ({ stack, resources: driftJson(drift) }));
      output.print(JSON.stringify({ stacks }, null, 2));
    } else {
      for (const { stack, drift } of found) printDrift(stack, drift, output);
    }
    return worst(found.map(({ drift }) => driftCode(drift)));
  },
};

/** Reads the drift of several stacks, after synthesizing them. */
async function driftOf(selection: Selection, output: Output): Promise<{ stack: string; drift: TrackedLive[] }[]> {
  await synthesize(selection);
  const found = await forEachStack(selection.stacks, async (stack) => {
    output.progress(`${stack.name}: reading the state and ${stack.environment.domain}`);
    return readDrift(stack, trackedInstances(await readState(stack.name)));
  });
  requireAll(found, 'compared');
  return found.map(({ stack, result = [] }) => ({ stack: stack.name, drift: result }));
}

function printDrift(stack: string, drift: TrackedLive[], output: Output): void {
  output.print(`${output.colors.bold(stack)}: ${driftSummary(drift)}`);
  if (drift.length > 0) output.print(`${driftTable(drift, output)}\n`);
}
