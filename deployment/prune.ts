import type { z } from 'zod';
import type { Path } from './problem';
import { valueAt } from './schema-tree';

/** By list, the indexes of the entries that were taken out of it. */
export type Removals = Map<string, number[]>;

/** Stand-ins for what the top of the file, and every tenant, needs; without them nothing else could be checked. */
const STAND_INS: { path: (string | undefined)[]; value: () => unknown }[] = [
  { path: ['name'], value: () => 'unnamed' },
  { path: ['tenants'], value: () => ({}) },
  { path: ['tenants', undefined, 'environment'], value: () => 'unknown' },
];

/** Takes what the issues complain about out of the value, and what cannot do without it. */
export function prune(value: unknown, issues: z.core.$ZodIssue[], removals: Removals): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const targets = issues
    .flatMap((issue): Path[] => {
      const path = issue.path as Path;
      return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    })
    .map((path) => (standIn(path) || valueAt(value, path) !== undefined ? path : path.slice(0, -1)));
  const unique = new Map(targets.map((path) => [JSON.stringify(path), path]));
  for (const path of [...unique.values()].sort(lastFirst)) take(value, path, removals);
  return value;
}

/** The path in the file of what stands at this path after pruning. */
export function restorePath(path: Path, removals: Removals): Path {
  const restored: (string | number)[] = [];
  for (const segment of path) {
    const removed = typeof segment === 'number' ? (removals.get(JSON.stringify(restored)) ?? []) : [];
    restored.push(removed.reduce<string | number>((at, gone) => (Number(at) >= gone ? Number(at) + 1 : at), segment));
  }
  return restored;
}

function take(value: object, path: Path, removals: Removals): void {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1) as string | number;
  if (Array.isArray(parent)) {
    const original = restorePath(path, removals);
    const list = JSON.stringify(original.slice(0, -1));
    removals.set(
      list,
      [...(removals.get(list) ?? []), Number(original.at(-1))].sort((a, b) => a - b),
    );
    parent.splice(Number(last), 1);
  } else if (typeof parent === 'object' && parent !== null) {
    const found = standIn(path);
    if (found) (parent as Record<string, unknown>)[last] = found.value();
    else delete (parent as Record<string, unknown>)[last];
  }
}

function standIn(path: Path): { value: () => unknown } | undefined {
  return STAND_INS.find(
    ({ path: pattern }) =>
      pattern.length === path.length &&
      pattern.every((segment, index) => segment === undefined || segment === path[index]),
  );
}

/** Later entries of a list before earlier ones and children before parents, so that taking one moves no other. */
function lastFirst(a: Path, b: Path): number {
  for (const [index, x] of a.entries()) {
    const y = b[index];
    if (y === undefined) return -1;
    if (x !== y) return typeof x === 'number' && typeof y === 'number' ? y - x : String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}
