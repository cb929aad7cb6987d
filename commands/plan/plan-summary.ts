import type { Plan, ResourceChange } from '../../terraform/json';

/** How many resources a plan changes, in the way Terraform's own summary counts: a replacement adds and destroys. */
export interface PlanSummary {
  add: number;
  change: number;
  destroy: number;
  import: number;
  /** Whether values that are printed after a deploy change. */
  outputs: boolean;
}

/** Every change of a resource that an apply would carry out. */
function plannedChanges({ resource_changes: changes = [] }: Plan): ResourceChange[] {
  return changes.filter(({ change: { actions, importing } }) => importing || !isIdle(actions));
}

function summarize(plan: Plan): PlanSummary {
  const changes = plannedChanges(plan);
  const count = (...actions: string[]) =>
    changes.filter(({ change }) => change.actions.some((action) => actions.includes(action))).length;
  return {
    add: count('create'),
    change: count('update'),
    destroy: count('delete', 'forget'),
    import: changes.filter(({ change }) => change.importing).length,
    outputs: Object.values(plan.output_changes ?? {}).some(({ actions }) => !isIdle(actions)),
  };
}

/** What a plan means for an exit code: 1 when planning failed, 2 with changes, 0 without. */
export function planCode(plan: Plan): 0 | 1 | 2 {
  if (plan.errored) return 1;
  return plannedChanges(plan).length > 0 || summarize(plan).outputs ? 2 : 0;
}

export function summaryText(plan: Plan): string {
  const { add, change, destroy, import: imports, outputs } = summarize(plan);
  if (planCode(plan) === 0) return 'no changes on either side';
  const parts = [`${add} to add`, `${change} to change`, `${destroy} to destroy`];
  if (imports > 0) parts.unshift(`${imports} to import`);
  return parts.join(', ') + (outputs && add + change + destroy + imports === 0 ? '; only outputs change' : '');
}

function isIdle(actions: string[]): boolean {
  return actions.every((action) => action === 'no-op' || action === 'read');
}
