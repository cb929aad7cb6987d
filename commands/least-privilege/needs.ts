import { RESOURCE_ARNS, type ResourceType, type WorkflowAction } from '../../model/workflow-action-catalogue';
import { needsOf, shortId, workflowAction } from '../../model/workflow-actions';
import { ANYTHING, type Target } from '../iam/coverage';
import type { Use } from '../usage/users';

/** Where a role is, as ARNs of its account's resources say it. */
export interface Place {
  partition: string;
  accountId: string;
}

/** One IAM action that workflows need, because of one workflow action. */
export interface Need {
  /** For example `ec2:StopInstances`. */
  action: string;
  /** Id of the workflow action, without the app. */
  workflowAction: string;
  /** Needed because of an input of the task, such as tags, and not by the action as such. */
  extra: boolean;
  targets: Target[];
  known: WorkflowAction;
  uses: Use[];
}

export interface Needs {
  /** In the order of the workflows that need them; apart for those that only may use the connection. */
  known: Need[];
  /** Uses by actions that nobody knows the needs of, by their whole id. */
  unknown: Map<string, Use[]>;
}

/** What the tasks that use a role's connections need. */
export function needsOfUses(uses: Use[], place: Place): Needs {
  const needs = new Map<string, Need>();
  const unknown = new Map<string, Use[]>();
  for (const use of uses) {
    const known = workflowAction(use.action);
    if (!known) unknown.set(use.action, [...(unknown.get(use.action) ?? []), use]);
    for (const { action, resources, when } of known ? needsOf(known, use.input) : []) {
      const id = shortId(use.action);
      const key = `${use.certainty} ${id} ${action}`;
      const need = needs.get(key) ?? {
        action,
        workflowAction: id,
        extra: when !== undefined,
        known,
        targets: [],
        uses: [],
      };
      const targets = [...need.targets, ...targetsOf(resources, use.input, place)];
      needs.set(key, { ...(need as Need), targets: unique(targets), uses: [...need.uses, use] });
    }
  }
  return { known: [...needs.values()], unknown };
}

/** Whether its workflows certainly use the connection, so that they need it for sure. */
export function isSure({ uses }: Need): boolean {
  return uses.every(({ certainty }) => certainty === 'certainly');
}

/** The resources that a task works on, as far as its inputs say them. Actions without resources are asked on `*`. */
function targetsOf(types: ResourceType[], input: Record<string, unknown>, place: Place): Target[] {
  if (types.length === 0) return [{ arn: '*', literal: true }];
  const arns = types.flatMap((type) => RESOURCE_ARNS[type].flatMap((template) => arnsOf(template, input, place)));
  return arns.filter(isPossible).map((arn) => ({ arn, literal: !arn.includes(ANYTHING) }));
}

function arnsOf(template: string, input: Record<string, unknown>, { partition, accountId }: Place): string[] {
  const fixed: Record<string, string> = { partition, account: accountId };
  let arns = [''];
  for (const [index, piece] of template.split(/\{([^}]+)\}/).entries()) {
    const values = index % 2 === 0 ? [piece] : fixed[piece] ? [fixed[piece]] : inputValues(piece, input);
    // Some inputs take whole ARNs as well as names.
    arns = arns.flatMap((arn) => values.map((value) => (value.startsWith('arn:') && index > 0 ? value : arn + value)));
  }
  return arns;
}

/** AWS's own documents belong to no account, and all others to one. */
function isPossible(arn: string): boolean {
  const [, , service, , account, resource = ''] = arn.split(':');
  if (service !== 'ssm' || !resource.startsWith('document/') || resource.includes(ANYTHING)) return true;
  return /^document\/(?:AWS|Amazon)/.test(resource) === (account === '');
}

/** `InstanceIds|InstanceId` are the names that an input goes by in different actions. */
function inputValues(names: string, input: Record<string, unknown>): string[] {
  const name = names.split('|').find((one) => input[one] !== undefined);
  const values = name === undefined ? [ANYTHING] : literals(input[name]);
  if (name !== 'FunctionName' || !input.Qualifier) return values;
  return values.flatMap((value) => literals(input.Qualifier).map((qualifier) => `${value}:${qualifier}`));
}

/** One value or several; what an expression decides is anything. */
function literals(value: unknown): string[] {
  const list = Array.isArray(value) && value.length > 0 ? value : [value];
  return list.map((one) => (typeof one === 'string' && one !== '' && !/\{[{%#]|[*?$]/.test(one) ? one : ANYTHING));
}

function unique(targets: Target[]): Target[] {
  return [...new Map(targets.map((target) => [target.arn, target])).values()];
}
