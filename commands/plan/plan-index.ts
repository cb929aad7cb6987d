import type { Action, Plan, ResourceChange, Values } from '../../terraform/json';

/** The resources of a plan by type and name, changed or not. */
export interface PlanIndex {
  /** All of a type, in the plan's order. */
  all(type: string, name?: string): ResourceChange[];
  one(type: string, name: string, index?: string): ResourceChange | undefined;
}

/** What becomes of a resource. */
export type Fate = 'created' | 'updated' | 'replaced' | 'deleted' | 'forgotten' | 'imported' | 'unchanged';

export function indexPlan({ resource_changes: changes = [] }: Plan): PlanIndex {
  const all = (type: string, name?: string) =>
    changes.filter((one) => one.mode === 'managed' && one.type === type && (name === undefined || one.name === name));
  return {
    all,
    one: (type, name, index) => all(type, name).find((one) => index === undefined || String(one.index) === index),
  };
}

export function fateOf({ change: { actions, importing } }: ResourceChange): Fate {
  const has = (action: Action) => actions.includes(action);
  if (importing) return 'imported';
  if (has('create') && has('delete')) return 'replaced';
  if (has('create')) return 'created';
  if (has('update')) return 'updated';
  if (has('delete')) return 'deleted';
  return has('forget') ? 'forgotten' : 'unchanged';
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

export function isUnknown(change: ResourceChange | undefined, name: string): boolean {
  return (change?.change.after_unknown as Values | undefined)?.[name] === true;
}
