import { freemem } from 'node:os';
import type { ResolvedStack } from '../../deployment/resolved-stack';
import { CommandError } from '../cli/command';

/** What one Terraform with one AWS provider takes, in bytes. Measured at 0.3 to 0.6 GB. */
const PER_STACK = 800 * 1024 * 1024;

/** Most stacks at a time, whatever the memory: Dynatrace and AWS limit the rate of requests. */
const MOST = 8;

/** How many stacks this machine can work on at the same time. Memory is what limits it, not cores. */
export function stacksAtATime(available = freemem()): number {
  return Math.min(MOST, Math.max(1, Math.floor(available / PER_STACK)));
}

export interface Outcome<T> {
  stack: ResolvedStack;
  result?: T;
  error?: Error;
  /** The stack that failed, for one that was left out because of it. */
  skippedFor?: string;
}

/**
 * Acts on stacks side by side, each after those that it depends on. One that fails keeps those that depend on it from
 * starting, and no others.
 *
 * @param limit how many at a time
 * @returns one outcome for each stack, in the order of the stacks
 */
export async function forEachStack<T>(
  stacks: ResolvedStack[],
  act: (stack: ResolvedStack) => Promise<T>,
  limit = stacksAtATime(),
): Promise<Outcome<T>[]> {
  const done = new Map<string, Outcome<T>>();
  const waiting = [...stacks];
  const running = new Map<string, Promise<void>>();
  const names = new Set(stacks.map(({ name }) => name));

  function start(stack: ResolvedStack): void {
    const work = act(stack)
      .then(
        (result) => void done.set(stack.name, { stack, result }),
        (error: Error) => void done.set(stack.name, { stack, error }),
      )
      .finally(() => running.delete(stack.name));
    running.set(stack.name, work);
  }

  while (waiting.length > 0 || running.size > 0) {
    const { length } = waiting;
    for (const stack of [...waiting]) {
      const before = stack.dependsOn.filter((name) => names.has(name)).map((name) => done.get(name));
      const failed = before.find((one) => one?.error || one?.skippedFor);
      if (failed) done.set(stack.name, { stack, skippedFor: failed.skippedFor ?? failed.stack.name });
      else if (before.includes(undefined) || running.size >= limit) continue;
      else start(stack);
      waiting.splice(waiting.indexOf(stack), 1);
    }
    if (running.size > 0) await Promise.race(running.values());
    else if (waiting.length === length) break;
  }
  return stacks.map((stack) => done.get(stack.name) ?? { stack, skippedFor: stack.dependsOn[0] });
}

/**
 * Acts on things side by side, in any order.
 *
 * @param limit how many at a time
 * @returns what each led to, in the order of the things
 * @throws what the first of them threw, once the others have ended
 */
export async function sideBySide<T, R>(
  things: T[],
  act: (thing: T) => Promise<R>,
  limit = stacksAtATime(),
): Promise<R[]> {
  const waiting = things.entries();
  const results: R[] = [];
  const work = async () => {
    for (const [index, thing] of waiting) results[index] = await act(thing);
  };
  const ended = await Promise.allSettled(Array.from({ length: limit }, work));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return results;
}

/** @throws CommandError with every failure, and with what was left out because of it */
export function requireAll<T>(outcomes: Outcome<T>[], done: string): void {
  const lines = outcomes.flatMap(({ stack, error, skippedFor }) => {
    if (error) return [error.message];
    return skippedFor ? [`${stack.name}: not ${done}, because ${skippedFor} failed`] : [];
  });
  if (lines.length === 0) return;
  throw new CommandError(`${lines.join('\n')}\nFix the cause and run it again: it continues where it stopped.`);
}
