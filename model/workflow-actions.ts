import type { Partition, Statement } from './iam';
import { overlaps } from './iam-patterns';
import { CONNECTOR_APP_ID } from './oidc';
import {
  type IamNeed,
  RESOURCE_ARNS,
  type ResourceType,
  WORKFLOW_ACTIONS,
  type WorkflowAction,
} from './workflow-action-catalogue';

/** A workflow action that a role has to allow, as a deployment file says it. */
export interface AllowedAction {
  /** Id without the app, such as `ec2-stop-instances`. */
  action: string;
  /** ARNs. @default everything that the action can be used on */
  resources?: string | string[];
  /** Operator, key, value. */
  conditions?: Statement['Condition'];
}

/** Ids of the actions that are known, without the app. Sorted. */
export function workflowActionIds(): string[] {
  return Object.keys(WORKFLOW_ACTIONS).sort();
}

/** What is known of an action, by its id with or without the app; nothing when it is unknown. */
export function workflowAction(id: string): WorkflowAction | undefined {
  const name = shortId(id);
  return Object.hasOwn(WORKFLOW_ACTIONS, name) ? WORKFLOW_ACTIONS[name] : undefined;
}

/** An action's id without the app. */
export function shortId(id: string): string {
  return id.startsWith(`${CONNECTOR_APP_ID}:`) ? id.slice(CONNECTOR_APP_ID.length + 1) : id;
}

/** The types of resources that an action can be narrowed to; none where AWS knows its IAM actions for `*` only. */
export function resourceTypesOf({ iam }: WorkflowAction): ResourceType[] {
  return [...new Set(iam.filter(isUnconditional).flatMap(({ resources }) => resources))];
}

/** Whether an ARN can be one of a type of resource, with the wildcards and policy variables that it may hold. */
export function canBeOf(type: ResourceType, arn: string): boolean {
  if (arn === '*') return true;
  const parts = partsOf(arn.replace(/\$\{[^}]*\}/g, '*'));
  return RESOURCE_ARNS[type].some((template) =>
    partsOf(template.replace(/\{[^}]*\}/g, '*')).every((part, index) => overlaps(part, parts[index] ?? '')),
  );
}

/** An ARN that stands for everything of a type in a partition. */
export function anyOf(type: ResourceType, partition: Partition): string {
  return RESOURCE_ARNS[type][0].replace('{partition}', partition).replace(/\{[^}]*\}/g, '*');
}

/** The six parts of an ARN. What follows the fifth colon may hold further ones. */
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/**
 * IAM statements that allow workflow actions, those with the same resources and conditions in one. What an action needs
 * for some inputs only, such as `ec2:CreateTags` for a snapshot with tags, is not in them.
 *
 * @throws RangeError for an action that is unknown, or that has resources and can have none
 */
export function statementsFor(actions: (string | AllowedAction)[]): Statement[] {
  const statements = new Map<string, Statement & { Action: string[] }>();
  for (const entry of actions) {
    const { action, resources, conditions } = typeof entry === 'string' ? ({ action: entry } as AllowedAction) : entry;
    const known = workflowAction(action);
    if (!known) throw new RangeError(`the workflow action "${action}" is unknown`);
    if (resources !== undefined && resourceTypesOf(known).length === 0) {
      throw new RangeError(`the workflow action "${action}" takes no resources`);
    }
    for (const need of known.iam.filter(isUnconditional)) {
      const narrowed = need.resources.length > 0 ? resources : undefined;
      const Resource = narrowed ?? '*';
      const key = JSON.stringify([Resource, conditions]);
      const Action = [...new Set([...(statements.get(key)?.Action ?? []), need.action])].sort();
      statements.set(key, { Effect: 'Allow', Action, Resource, ...(conditions && { Condition: conditions }) });
    }
  }
  return [...statements.values()];
}

/** What one task needs, with what only its inputs ask for. */
export function needsOf({ iam }: WorkflowAction, input: Record<string, unknown>): IamNeed[] {
  return iam.filter(({ when, mentions }) => {
    if (!when) return true;
    const given = when.map((name) => input[name]).filter((value) => !isEmpty(value));
    return given.some((value) => mentions === undefined || JSON.stringify(value).includes(mentions));
  });
}

function isUnconditional({ when }: IamNeed): boolean {
  return when === undefined;
}

/** Editors keep fields that were cleared: as nothing, as an empty text, or as an empty list. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
