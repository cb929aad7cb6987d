import { anyOf, canBeOf, resourceTypesOf, workflowAction, workflowActionIds } from '../../model/workflow-actions';
import { partitionOfAccount } from '../resolve';
import type { Connection } from '../schema';
import { didYouMean } from '../suggest';
import { type CheckContext, type ConnectionEntry, connectionsOf } from './context';

type AllowedAction = Connection['permissions']['actions'][number];

/** Workflow actions are in the catalogue that says what they need, and are narrowed only where they can be. */
export function checkWorkflowActions(context: CheckContext): void {
  for (const entry of connectionsOf(context)) {
    for (const [index, action] of entry.connection.permissions.actions.entries()) {
      checkAction(context, entry, action, index);
    }
  }
}

function checkAction(context: CheckContext, owner: ConnectionEntry, entry: AllowedAction, index: number): void {
  const { report } = context;
  const { connection, path } = owner;
  const at = [...path, 'permissions', 'actions', index];
  const { action, resources } = typeof entry === 'string' ? { action: entry, resources: undefined } : entry;
  const earlier = connection.permissions.actions.findIndex((one) => canonical(one) === canonical(entry));
  if (earlier < index) report('listed-twice', at, 'must not be listed twice', action);
  const known = workflowAction(action);
  if (!known) {
    const place = typeof entry === 'string' ? at : [...at, 'action'];
    const cure = didYouMean(action, workflowActionIds()) ?? 'write the IAM actions that it needs in `statements`';
    report('workflow-action-unknown', place, 'must be a workflow action whose IAM actions are known', action, cure);
    return;
  }
  if (resources === undefined) return;
  const types = resourceTypesOf(known);
  if (types.length === 0) {
    report(
      'workflow-action-resources',
      [...at, 'resources'],
      `must be omitted, because what ${action} does only works on all resources`,
    );
  }
  // IAM asks for each type of resource that an action works on, and refuses it when one of them is not allowed.
  const missing = types.filter((type) => ![resources].flat().some((arn) => canBeOf(type, arn)));
  if (missing.length === 0) return;
  const partition = owner.account ? partitionOfAccount(owner.account) : 'aws';
  const examples = missing.map((type) => `\`${anyOf(type, partition)}\``).join(' and ');
  const rule = `names no ${missing.join(' and no ')}, so that AWS never allows ${action}`;
  context.warn('workflow-action-incomplete', [...at, 'resources'], rule, undefined, `add an ARN such as ${examples}`);
}

/** Whether `statementsFor` can say what an action needs. */
export function isGrantable(entry: AllowedAction): boolean {
  const { action, resources } = typeof entry === 'string' ? { action: entry, resources: undefined } : entry;
  const known = workflowAction(action);
  return known !== undefined && (resources === undefined || resourceTypesOf(known).length > 0);
}

function canonical(entry: AllowedAction): string {
  return JSON.stringify(typeof entry === 'string' ? { action: entry } : entry);
}
