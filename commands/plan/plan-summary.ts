import { blockNamed } from '../../model/blocks';
import { KINDS } from '../../model/kinds';
import type { Plan, ResourceChange } from '../../terraform/json';
import { describeAws } from './describe-aws';
import { type PlannedObject, plannedObjects } from './objects';
import type { Fate } from './plan-index';

/** Every change of a resource that an apply would carry out. */
function plannedChanges({ resource_changes: changes = [] }: Plan): ResourceChange[] {
  return changes.filter(({ change: { actions, importing } }) => importing || !isIdle(actions));
}

/** What a plan means for an exit code: 1 when planning failed, 2 with changes, 0 without. */
export function planCode(plan: Plan): 0 | 1 | 2 {
  if (plan.errored) return 1;
  return plannedChanges(plan).length > 0 || changesOutputs(plan) ? 2 : 0;
}

const WORDS: [Fate, string][] = [
  ['imported', 'to import'],
  ['created', 'to create'],
  ['updated', 'to update'],
  ['repaired', 'to repair'],
  ['replaced', 'to replace'],
  ['moved', 'to move'],
  ['forgotten', 'to forget'],
  ['deleted', 'to delete'],
];

/**
 * What a plan changes, counted by objects on both sides: Terraform keeps several resources of one object in Dynatrace, and
 * replaces one of them for an update in place.
 */
export function summaryText(plan: Plan): string {
  const fates = [...shownObjects(plan).map(({ fate }) => fate), ...awsFates(plan)];
  const parts = WORDS.flatMap(([fate, words]) => {
    const count = fates.filter((one) => one === fate).length;
    return count > 0 ? [`${count} ${words}`] : [];
  });
  if (parts.length > 0) return parts.join(', ');
  if (planCode(plan) === 0) return 'no changes on either side';
  return changesOutputs(plan) && plannedChanges(plan).length === 0
    ? 'only outputs change'
    : 'no changes on either side, only bookkeeping of Terraform';
}

/** Terraform's own count, which its output ends with: a replacement adds and destroys. */
export function terraformCount(plan: Plan): string {
  const changes = plannedChanges(plan);
  const count = (...actions: string[]) =>
    changes.filter(({ change }) => change.actions.some((action) => actions.includes(action))).length;
  return `${count('create')} to add, ${count('update')} to change, ${count('delete', 'forget')} to destroy`;
}

function shownObjects(plan: Plan): PlannedObject[] {
  return plannedObjects(plan).filter(({ kind }) => KINDS[kind].shownAt !== 'nowhere');
}

function awsFates({ resource_changes: changes = [] }: Plan): Fate[] {
  const others = changes.filter(({ mode, type, name }) => mode === 'managed' && !isBookkeeping(type, name));
  return others.flatMap((change) => describeAws(change)?.fate ?? []);
}

/** What Terraform keeps of the Dynatrace side, and what names the state. */
export function isBookkeeping(type: string, name: string): boolean {
  return type === 'null_resource' && (blockNamed(name) !== undefined || name === 'owner');
}

function changesOutputs({ output_changes: outputs = {} }: Plan): boolean {
  return Object.values(outputs).some(({ actions }) => !isIdle(actions));
}

function isIdle(actions: string[]): boolean {
  return actions.every((action) => action === 'no-op' || action === 'read');
}
