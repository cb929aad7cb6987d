import { type Coverage, matchesAction, namesAction, type PolicyStatement } from '../iam/coverage';
import { coverageOfRole, type RolePolicies } from '../iam/role-policies';
import { listOf } from '../iam/trust';
import type { Need } from './needs';

/** One IAM action that workflows need, and whether the role has it. */
export interface NeedFinding {
  need: Need;
  /** `unknown` where it may be in a policy that could not be read. */
  status: Coverage['status'] | 'unknown';
  details: string[];
}

/** One action, or pattern of actions, that a role is granted beyond what its workflows need. */
export interface Surplus {
  policy: string;
  /** As the policy writes it; `all but …` for NotAction. */
  actions: string;
  resources: string;
  /** The needed actions among those that it includes. None: it is not used at all. */
  used: string[];
}

/** Every editor of an action asks for the region list. Source: the app's setup page. */
const EVERYWHERE = 'account:ListRegions';

export function compareNeeds(needs: Need[], role: RolePolicies): NeedFinding[] {
  return needs.map((need) => {
    const { status, details } = coverageOfRole(need.action, need.targets, role);
    return { need, status: status === 'missing' && role.unreadable.length > 0 ? 'unknown' : status, details };
  });
}

/** Whether the role may list regions, which the editor of each action does. */
export function listsRegions(role: RolePolicies): boolean {
  return coverageOfRole(EVERYWHERE, [{ arn: '*', literal: true }], role).status === 'allowed';
}

/** What is granted and not needed: whole actions, and patterns that include more than what is needed. */
export function surplusOf(needs: Need[], { policies }: RolePolicies): Surplus[] {
  const needed = [...new Set([EVERYWHERE, ...needs.map(({ action }) => action)])];
  return policies.flatMap(({ name, statements }) =>
    statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((statement) =>
        patternsOf(statement).flatMap(({ text, includes }) => {
          const used = needed.filter(includes);
          const exact = used.some((action) => action.toLowerCase() === text.toLowerCase());
          return exact ? [] : [{ policy: name, actions: text, resources: resourcesOf(statement), used }];
        }),
      ),
  );
}

function patternsOf(statement: PolicyStatement): { text: string; includes: (action: string) => boolean }[] {
  if (statement.Action === undefined) {
    const text = `all but ${listOf(statement.NotAction).join(', ')}`;
    return [{ text, includes: (action) => namesAction(statement, action) }];
  }
  return listOf(statement.Action).map((text) => ({ text, includes: (action) => matchesAction(text, action) }));
}

function resourcesOf({ Resource, NotResource }: PolicyStatement): string {
  return NotResource === undefined ? listOf(Resource).join(', ') : `all but ${listOf(NotResource).join(', ')}`;
}
