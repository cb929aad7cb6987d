import { listOf } from './trust';

/** One action on one resource, as a policy allows or denies it. */
export interface Grant {
  effect: 'Allow' | 'Deny';
  action: string;
  resource: string;
  /** In words; empty without conditions. */
  condition: string;
}

interface PolicyStatement {
  Effect?: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/**
 * Takes a policy apart into single grants, sorted and without repetitions, so that two policies that mean the same
 * give the same.
 *
 * @throws SyntaxError when the text is no JSON
 */
export function grantsOf(text: string): Grant[] {
  const { Statement } = JSON.parse(text) as { Statement?: PolicyStatement | PolicyStatement[] };
  const grants = listOf(Statement).flatMap((statement) => {
    const actions = listOf(statement.Action).concat(listOf(statement.NotAction).map((action) => `all but ${action}`));
    const resources = listOf(statement.Resource).concat(listOf(statement.NotResource).map((one) => `all but ${one}`));
    const condition = conditionText(statement.Condition ?? {});
    const effect = statement.Effect ?? 'Allow';
    return actions.flatMap((action) => resources.map((resource) => ({ effect, action, resource, condition })));
  });
  const byText = new Map(grants.map((grant) => [grantText(grant), grant]));
  return [...byText.keys()].sort().map((key) => byText.get(key) as Grant);
}

export function grantText({ effect, action, resource, condition }: Grant): string {
  return `${effect} ${action} on ${resource}${condition && ` if ${condition}`}`;
}

/** What a policy allows that another one did not, and what it no longer denies. */
export function widened(before: Grant[], after: Grant[]): Grant[] {
  const allowed = ({ effect }: Grant) => effect === 'Allow';
  const denied = ({ effect }: Grant) => effect === 'Deny';
  const gained = after.filter(allowed).filter((grant) => !before.filter(allowed).some((one) => covers(one, grant)));
  const freed = before.filter(denied).filter((grant) => !after.filter(denied).some((one) => covers(one, grant)));
  return [...gained, ...freed];
}

/** Whether a grant includes another one. Conditions count as narrowing, unless they are the same. */
function covers(wide: Grant, narrow: Grant): boolean {
  const { action, resource, condition } = wide;
  return (
    matches(action.toLowerCase(), narrow.action.toLowerCase()) &&
    matches(resource, narrow.resource) &&
    (condition === '' || condition === narrow.condition)
  );
}

function matches(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

function conditionText(conditions: NonNullable<PolicyStatement['Condition']>): string {
  return Object.entries(conditions)
    .flatMap(([operator, pairs]) =>
      Object.entries(pairs).map(([key, value]) => `${operator} ${key} = ${listOf(value).sort().join(' or ')}`),
    )
    .sort()
    .join(' and ');
}
