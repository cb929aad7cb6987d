import type { Action, Plan, ResourceChange, Values } from '../../terraform/json';

/** The resources of a plan by type and name, changed or not. */
export interface PlanIndex {
  /** All of a type, in the plan's order. */
  all(type: string, name?: string): ResourceChange[];
  /** Those of a type that stand for one key. There are two when an account gives the key up and another takes it. */
  keyed(type: string, key: string): ResourceChange[];
}

/** What becomes of a resource. */
export type Fate =
  | 'created'
  | 'updated'
  | 'replaced'
  | 'deleted'
  | 'forgotten'
  | 'imported'
  | 'moved'
  | 'repaired'
  | 'unchanged';

export function indexPlan({ resource_changes: changes = [] }: Plan): PlanIndex {
  const all = (type: string, name?: string) =>
    changes.filter((one) => one.mode === 'managed' && one.type === type && (name === undefined || one.name === name));
  return { all, keyed: (type, key) => all(type).filter(({ index }) => String(index) === key) };
}

export function fateOf({ address, previous_address: previous, change: { actions, importing } }: ResourceChange): Fate {
  const has = (action: Action) => actions.includes(action);
  if (importing) return 'imported';
  if (has('create') && has('delete')) return 'replaced';
  if (has('create')) return 'created';
  if (has('update')) return 'updated';
  if (has('delete')) return 'deleted';
  if (has('forget')) return 'forgotten';
  return previous !== undefined && previous !== address ? 'moved' : 'unchanged';
}

/** The key that a resource had before a `moved` block moved it. */
export function keyBefore({ address, previous_address: previous }: ResourceChange): string | undefined {
  if (previous === undefined || previous === address) return undefined;
  return /\["(.*)"\]$/.exec(previous)?.[1] ?? previous;
}

/** The triggers of a null_resource on one side of a change. An unknown one is left out. */
export function triggersOf(change: ResourceChange | undefined, side: 'before' | 'after'): Record<string, string> {
  return (change?.change[side]?.triggers ?? {}) as Record<string, string>;
}

/** An attribute that the plan gives as text, or that it does not know before the apply. */
export function textOf(change: ResourceChange | undefined, side: 'before' | 'after', name: string): string | undefined {
  const value = change?.change[side]?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An attribute that is a list of texts; empty where there is none. */
export function listFrom(change: ResourceChange | undefined, side: 'before' | 'after', name: string): string[] {
  const value = change?.change[side]?.[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function isUnknown(change: ResourceChange | undefined, name: string): boolean {
  return (change?.change.after_unknown as Values | undefined)?.[name] === true;
}
