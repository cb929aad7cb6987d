import type { ResolvedStack } from '../deployment/resolved-stack';
import { lineWise } from '../terraform/run';
import { applyPlan, synthesize } from '../terraform/stack';
import { approve } from './cli/approve';
import { type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import { prefixed } from './cli/terminal';
import { sayLeftBehind } from './live/left-behind';
import { planBothSides, readDynatraceSide } from './plan/both-sides';
import { requireOwners } from './plan/owners';
import { planCode, summaryText } from './plan/plan-summary';
import { forEachStack, requireAll } from './plan/schedule';

export const command: Command = {
  summary:
    'Deploys tenants, and repairs what was changed in Dynatrace by something else. Applies exactly the plan it shows.',
  usage: 'deploy [tenant or stack …] [options]',
  options: {
    'auto-approve': { type: 'boolean', description: 'do not ask before the plans are applied' },
  },
  exitCodes: { 0: 'everything is deployed', 1: 'an error, a refusal, or drift that a person has to decide about' },
  async run({ positionals, flags }, output) {
    const selection = selectStacks(positionals);
    await synthesize(selection);
    await sayLeftBehind(selection, output);
    const planned = await forEachStack(selection.stacks, async (stack) => {
      const lines = prefixed(output, selection.stacks.length > 1 ? stack.name : '');
      await requireOwners(stack, selection);
      const { repairs } = await readDynatraceSide(stack, lines);
      refuse(stack, repairs.refused);
      return planBothSides(stack, repairs, lines);
    });
    requireAll(planned, 'planned');
    const changed = planned.filter(({ result }) => result && planCode(result) !== 0);
    for (const { stack, result } of planned) {
      if (result) output.print(`${output.colors.bold(stack.name)}: ${summaryText(result)}`);
    }
    if (changed.length === 0) return 0;
    const names = changed.map(({ stack }) => stack.name).join(', ');
    if (!flags['auto-approve'] && !(await approve(`Deploy ${names}?`))) throw new CommandError('Nothing was deployed.');
    const stacks = changed.map(({ stack }) => stack);
    const applied = await forEachStack(stacks, (stack) =>
      applyPlan(stack.name, lineWise(prefixed(output, stacks.length > 1 ? stack.name : '').print)),
    );
    requireAll(applied, 'deployed');
    return 0;
  },
};

function refuse({ name }: ResolvedStack, refused: { reason: string }[]): void {
  if (refused.length === 0) return;
  const reasons = refused.map(({ reason }) => `  ${reason}`).join('\n');
  throw new CommandError(`${name}: nothing was deployed, because a person has to decide about this first:\n${reasons}`);
}
