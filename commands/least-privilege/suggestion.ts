import { RESOURCE_ARNS } from '../../model/workflow-action-catalogue';
import { type AllowedAction, resourceTypesOf, workflowAction } from '../../model/workflow-actions';
import { ANYTHING, type Target } from '../iam/coverage';
import type { NeedFinding } from './comparison';
import { isSure } from './needs';
import type { RoleReport } from './role-report';

/** An inline permission, with the keys of the deployment file. */
export interface SuggestedStatement {
  actions: string[];
  resources: string[];
}

/** What the deployment file has to say beyond what it says, so that a role allows what its workflows certainly use. */
export interface Suggestion {
  /** Entries for `permissions.actions`. */
  actions: (string | AllowedAction)[];
  /** Entries for `permissions.statements`, where an action needs more because of its inputs. */
  statements: SuggestedStatement[];
  /** Entries of `permissions.actions` that no workflow uses, by their place. */
  unused: number[];
  /** What is left to a person, one sentence each. */
  left: string[];
}

/** Everything that lets a role give itself or others more. */
const BY_HAND = ['iam:PassRole'];

/** @param prune whether to look for entries that are not used */
export function suggest({ fileNeeds, role, unknown, name }: RoleReport, prune: boolean): Suggestion {
  const found: Suggestion = { actions: [], statements: [], unused: [], left: [] };
  const missing = fileNeeds.filter(({ status, need }) => ['missing', 'unknown'].includes(status) && isSure(need));
  const leave = (text: string) => found.left.push(`${name}: ${text}`);
  if (role.existing) {
    if (missing.length > 0) leave('the role is owned elsewhere; allow there what is missing.');
    return found;
  }
  for (const finding of missing) {
    const { need } = finding;
    if (need.known.changesIam || BY_HAND.includes(need.action)) {
      leave(`${need.action} changes who may do what; add it by hand, on single roles, if it is intended.`);
    } else if (need.extra) found.statements.push(statementOf(finding));
    else if (!found.actions.some((entry) => idOf(entry) === need.workflowAction)) found.actions.push(entryOf(finding));
  }
  for (const { need, status, details } of fileNeeds) {
    if (status === 'denied' && isSure(need))
      leave(`${need.action} is ${details.join(', ')}; adding it changes nothing.`);
  }
  for (const action of unknown.keys()) leave(`what ${action} needs is not known.`);
  if (prune) found.unused = unusedEntries(role.config.permissions.actions, fileNeeds);
  return found;
}

function idOf(entry: string | AllowedAction): string {
  return typeof entry === 'string' ? entry : entry.action;
}

function unusedEntries(entries: (string | AllowedAction)[], needs: NeedFinding[]): number[] {
  const used = new Set(needs.map(({ need }) => need.workflowAction));
  return entries.flatMap((entry, index) => (used.has(idOf(entry)) ? [] : [index]));
}

/** Narrowed where the workflows name each resource, if only in part, and one ARN is enough for it. */
function entryOf({ need: { workflowAction: action, targets } }: NeedFinding): string | AllowedAction {
  const types = resourceTypesOf(workflowAction(action) ?? { iam: [], id: 'assumed', basis: 'inferred' });
  const [template, ...others] = types.flatMap((type): readonly string[] => RESOURCE_ARNS[type]);
  if (template === undefined || others.length > 0) return action;
  const unnamed = resourceIn(template.replace(/\{[^}]+\}/g, ANYTHING));
  if (targets.some(({ arn }) => resourceIn(arn) === unnamed)) return action;
  return { action, resources: targets.map(patternOf) };
}

/** What follows the account in an ARN. */
function resourceIn(arn: string): string {
  return arn.split(':').slice(5).join(':');
}

/** What only a run knows, such as a region, may be anything. */
function patternOf({ arn }: Target): string {
  return arn.replaceAll(ANYTHING, '*');
}

function statementOf({ need: { action, targets } }: NeedFinding): SuggestedStatement {
  return { actions: [action], resources: targets.map(patternOf) };
}
