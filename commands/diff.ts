import { synthesize } from '../terraform/stack';
import type { Command } from './cli/command';
import { selectStacks } from './cli/selection';
import { prefixed } from './cli/terminal';
import { sayLeftBehind } from './live/left-behind';
import { worst } from './live/report';
import { planBothSides, readDynatraceSide } from './plan/both-sides';
import { planCode, summaryText } from './plan/plan-summary';
import { forEachStack, requireAll } from './plan/schedule';

export const command: Command = {
  summary: 'Plans both sides: what the deployment file changes, and what was changed in Dynatrace by something else.',
  usage: 'diff [tenant or stack …]',
  options: {},
  exitCodes: { 0: 'no changes', 1: 'an error, or drift that a person has to decide about', 2: 'changes' },
  async run({ positionals }, output) {
    const selection = selectStacks(positionals);
    await synthesize(selection);
    await sayLeftBehind(selection, output);
    const planned = await forEachStack(selection.stacks, async (stack) => {
      const lines = prefixed(output, selection.stacks.length > 1 ? stack.name : '');
      const { repairs } = await readDynatraceSide(stack, lines);
      return { repairs, plan: await planBothSides(stack, repairs, lines) };
    });
    const codes = planned.flatMap(({ stack, result }) => {
      if (!result) return [];
      const { plan, repairs } = result;
      output.print(`${output.colors.bold(stack.name)}: ${summaryText(plan)}`);
      for (const { reason } of repairs.refused)
        output.print(output.colors.red(`${stack.name}: not repaired: ${reason}`));
      return [repairs.refused.length > 0 ? 1 : planCode(plan)];
    });
    requireAll(planned, 'planned');
    return worst(codes);
  },
};
