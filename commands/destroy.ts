import type { ResolvedStack } from '../deployment/resolved-stack';
import type { Plan } from '../terraform/json';
import { lineWise } from '../terraform/run';
import { applyPlan, planStack, readPlan, synthesize, untaint } from '../terraform/stack';
import { approve } from './cli/approve';
import { type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import { type Output, prefixed } from './cli/terminal';
import { readOwnState } from './live/own-state';
import { readDrift } from './live/read';
import { planCode, summaryText } from './plan/plan-summary';
import { forEachStack, requireAll } from './plan/schedule';

export const command: Command = {
  summary: 'Removes what tenants have deployed, and leaves both sides as they were. Applies exactly the plan it shows.',
  usage: 'destroy <tenant or stack …> [options]',
  options: {
    'auto-approve': { type: 'boolean', description: 'do not ask before the plans are applied' },
  },
  exitCodes: { 0: 'everything is removed', 1: 'an error, or something that these credentials cannot see' },
  async run({ positionals, flags }, output) {
    if (positionals.length === 0) throw new CommandError('Name the tenants to destroy.');
    const selection = selectStacks(positionals);
    await synthesize(selection);
    const stacks = reversed(selection.stacks);
    const lines = (stack: ResolvedStack) => prefixed(output, stacks.length > 1 ? stack.name : '');
    const planned = await forEachStack(stacks, (stack) => plan(stack, lines(stack)));
    requireAll(planned, 'planned');
    const changed = planned.filter(({ result }) => result && planCode(result) !== 0);
    for (const { stack, result } of changed) {
      output.print(`${output.colors.bold(stack.name)}: ${summaryText(result as Plan)}`);
    }
    if (changed.length === 0) {
      output.print('There is nothing to destroy.');
      return 0;
    }
    const names = changed.map(({ stack }) => stack.name).join(', ');
    if (!flags['auto-approve'] && !(await approve(`Destroy ${names}?`)))
      throw new CommandError('Nothing was destroyed.');
    const applied = await forEachStack(
      changed.map(({ stack }) => stack),
      (stack) => applyPlan(stack.name, lineWise(lines(stack).print)),
    );
    requireAll(applied, 'destroyed');
    return 0;
  },
};

/** What depends on a stack goes before it. */
function reversed(stacks: ResolvedStack[]): ResolvedStack[] {
  return stacks
    .map((stack) => ({
      ...stack,
      dependsOn: stacks.filter(({ dependsOn }) => dependsOn.includes(stack.name)).map(({ name }) => name),
    }))
    .reverse();
}

/** @throws CommandError when these credentials cannot see what they would have to delete */
async function plan(stack: ResolvedStack, output: Output): Promise<Plan> {
  output.progress(`${stack.name}: reading the state and ${stack.environment.domain}`);
  const tracked = await readOwnState(stack);
  const drift = await readDrift(stack, tracked);
  const hidden = drift.filter(({ live }) => live.status === 'hidden');
  if (hidden.length > 0) {
    const list = hidden.map(({ key, live }) => `  ${key}: ${live.note}`).join('\n');
    throw new CommandError(`${stack.name}: nothing was destroyed, because this cannot be seen:\n${list}`);
  }
  const skipped = tracked.flatMap(({ deletionSkipped, blocks }) => (deletionSkipped && blocks.guard) || []);
  for (const guard of skipped) {
    output.print(`${guard} was marked as tainted, which would make Terraform skip its deletion; it is untainted.`);
  }
  await untaint(stack.name, skipped);
  await planStack(stack.name, { destroy: true, onOutput: lineWise(output.print) });
  return readPlan(stack.name);
}
