import { readFile } from 'node:fs/promises';
import type { ResolvedStack } from '../deployment/resolved-stack';
import type { Context } from '../scripts/dynatrace/context';
import { VISIBILITY_CURE } from '../scripts/dynatrace/visibility';
import { type Tracked, trackedInstances } from '../terraform/instances';
import type { State } from '../terraform/json';
import { synthesize } from '../terraform/stack';
import { approve } from './cli/approve';
import { type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import { type Output, table } from './cli/terminal';
import { sayLeftBehind } from './live/left-behind';
import { lookAt } from './live/look';
import { leftBehind, type Marked, markedObjects } from './live/marked';
import { readOwnState } from './live/own-state';

export const command: Command = {
  summary: "Lists what carries this deployment's mark in a tenant and is in no state, and deletes it on confirmation.",
  usage: 'sweep [tenant …] [options]',
  options: {
    states: {
      type: 'string',
      description: 'further states, as files of `terraform show -json`, separated by commas',
    },
    delete: { type: 'boolean', description: 'delete what is listed, after asking' },
    'auto-approve': { type: 'boolean', description: 'with --delete: do not ask' },
  },
  exitCodes: {
    0: 'nothing is left, or it is deleted',
    1: 'an error',
    2: 'something is left, or these credentials may not delete it',
  },
  async run({ positionals, flags }, output) {
    const selection = selectStacks(positionals);
    await synthesize(selection);
    await sayLeftBehind(selection, output);
    const further = await Promise.all(
      String(flags.states ?? '')
        .split(',')
        .filter(Boolean)
        .map(readFurther),
    );
    const codes: number[] = [];
    // A tenant is looked at once, whatever number of stacks it has.
    for (const stack of selection.stacks.filter(({ holdsTenant }) => holdsTenant)) {
      const states = [...further];
      for (const one of selection.all) states.push(await readOwnState(one));
      codes.push(await sweep(stack, states, flags, output));
    }
    return Math.max(0, ...codes);
  },
};

async function sweep(
  stack: ResolvedStack,
  states: Tracked[][],
  flags: Record<string, string | boolean | undefined>,
  output: Output,
): Promise<number> {
  output.progress(`${stack.key}: looking through ${stack.environment.domain}`);
  const context = lookAt(stack);
  try {
    const { found, complete } = await markedObjects(stack, context);
    if (!complete) output.progress(`${stack.key}: ${UNSEEN}`);
    const left = leftBehind(found, states);
    if (left.length === 0) {
      output.print(`${stack.key}: everything of ${stack.label} that these credentials can see is in a state.`);
      return 0;
    }
    output.print(`${stack.key}: in no state that was given:\n${listOf(left)}`);
    if (!flags.delete) return 2;
    return await remove(stack, left, { approved: Boolean(flags['auto-approve']), context, output });
  } finally {
    await context.close();
  }
}

async function remove(
  { key, label }: ResolvedStack,
  left: Marked[],
  { approved, context, output }: { approved: boolean; context: Context; output: Output },
): Promise<number> {
  const own = left.flatMap(({ what, remove: act }) => (act ? [{ what, act }] : []));
  const question = `Delete ${own.length} objects of ${key}? Another file named ${label} may still need them.`;
  if (own.length > 0 && !approved && !(await approve(question))) throw new CommandError('Nothing was deleted.');
  for (const { what, act } of own) {
    await act(context);
    output.print(`deleted ${what}`);
  }
  if (own.length === left.length) return 0;
  output.print(
    `${key}: ${left.length - own.length} objects stay, because they are private to others. ${VISIBILITY_CURE}`,
  );
  return 2;
}

/** What a search without admin access cannot know. */
const UNSEEN =
  'connections that are private to others are not shown, because these credentials lack settings:objects:admin';

function listOf(left: Marked[]): string {
  return table([['OBJECT', 'KEY', 'STATE'], ...left.map(({ what, key, owner }) => [what, key, owner])]);
}

async function readFurther(path: string): Promise<Tracked[]> {
  try {
    return trackedInstances(JSON.parse(await readFile(path, 'utf8')) as State);
  } catch (error) {
    throw new CommandError(
      `${path} must be a file of \`terraform show -json\`: ${error instanceof Error ? error.message : error}`,
    );
  }
}
