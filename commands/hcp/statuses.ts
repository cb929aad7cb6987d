/** What becomes of a run next: it goes on by itself, somebody has to act, or it is over. */
export type Fate =
  | { goes: 'on' }
  /** Only where the run is confirmable and does not apply by itself. */
  | { goes: 'on'; unless: 'confirmable' }
  | { asks: string }
  | { ends: 'applied' | 'failed' | 'saved' | 'planned' };

const ON: Fate = { goes: 'on' };
const CONFIRM: Fate = { goes: 'on', unless: 'confirmable' };
const OVERRIDE: Fate = { asks: 'a policy failed, and someone has to override it or discard the run' };
const DECIDE: Fate = { asks: 'a run task or a policy failed, and someone has to override it or discard the run' };
const FAILED: Fate = { ends: 'failed' };

/**
 * Every status of a run. Source: "Run States" in the documentation of HCP Terraform's runs API, and the enumeration of
 * its Go client.
 */
const FATES: Record<string, Fate> = {
  pending: ON,
  fetching: ON,
  fetching_completed: ON,
  queuing: ON,
  plan_queued: ON,
  pre_plan_running: ON,
  pre_plan_awaiting_decision: DECIDE,
  pre_plan_completed: ON,
  planning: ON,
  planned: CONFIRM,
  planned_and_finished: { ends: 'planned' },
  planned_and_saved: { ends: 'saved' },
  cost_estimating: ON,
  cost_estimated: CONFIRM,
  policy_checking: ON,
  policy_checked: CONFIRM,
  policy_override: OVERRIDE,
  policy_soft_failed: FAILED,
  tf_policy_checking: ON,
  tf_policy_checked: CONFIRM,
  tf_policy_override: OVERRIDE,
  tf_policy_soft_failed: FAILED,
  post_plan_running: ON,
  post_plan_awaiting_decision: DECIDE,
  post_plan_completed: CONFIRM,
  confirmed: ON,
  queuing_apply: ON,
  apply_queued: ON,
  pre_apply_running: ON,
  pre_apply_awaiting_decision: DECIDE,
  pre_apply_completed: ON,
  applying: ON,
  post_apply_running: ON,
  post_apply_completed: ON,
  applied: { ends: 'applied' },
  errored: FAILED,
  canceled: FAILED,
  force_canceled: FAILED,
  discarded: FAILED,
};

/** Nothing for a status that is not published, or was not when this was written. */
export function fateOf(status: string): Fate | undefined {
  return Object.hasOwn(FATES, status) ? FATES[status] : undefined;
}
