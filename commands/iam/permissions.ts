import { includes, overlaps } from '../../model/iam-patterns';
import { type Clause, type Conditions, clausesOf, conditionText, implies } from './conditions';
import { listOf } from './trust';

/** What a statement names: one pattern, or everything but some patterns. */
export type Scope = { only: string } | { allBut: string[] };

/** One action on one resource, as a policy allows or denies it. */
export interface Grant {
  effect: 'Allow' | 'Deny';
  /** In words: a pattern, or `all but` some. */
  action: string;
  resource: string;
  /** In words; empty without conditions. */
  condition: string;
  actions: Scope;
  resources: Scope;
  clauses: Clause[];
}

interface PolicyStatement {
  Effect?: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Conditions;
}

/**
 * Takes a policy apart into single grants, sorted and without repetitions, so that two policies that mean the same
 * give the same.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function grantsOf(text: string): Grant[] {
  const { Statement } = JSON.parse(text) as { Statement?: PolicyStatement | PolicyStatement[] };
  const grants = listOf(Statement).flatMap((statement) => {
    const clauses = clausesOf(statement.Condition ?? {});
    const condition = conditionText(clauses);
    const effect = statement.Effect ?? 'Allow';
    return scopesOf(statement.Action, statement.NotAction).flatMap((actions) =>
      scopesOf(statement.Resource, statement.NotResource).map((resources): Grant => {
        return {
          effect,
          action: scopeText(actions),
          resource: scopeText(resources),
          condition,
          actions,
          resources,
          clauses,
        };
      }),
    );
  });
  const byText = new Map(grants.map((grant) => [grantText(grant), grant]));
  return [...byText.keys()].sort().map((key) => byText.get(key) as Grant);
}

export function grantText({ effect, action, resource, condition }: Grant): string {
  return `${effect} ${action} on ${resource}${condition && ` if ${condition}`}`;
}

/**
 * What a policy allows that another one did not, and what it no longer denies. What is denied without a condition is not
 * gained, and what nothing allows is not freed.
 */
export function widened(before: Grant[], after: Grant[]): Grant[] {
  const [oldAllows, oldDenies, newAllows, newDenies] = [
    allowed(before),
    denied(before),
    allowed(after),
    denied(after),
  ] as const;
  const gained = newAllows
    .filter((grant) => !oldAllows.some((one) => covers(one, grant)))
    .filter((grant) => !newDenies.some((one) => covers(one, grant)));
  const freed = oldDenies
    .filter((grant) => !newDenies.some((one) => covers(one, grant)))
    .filter((grant) => newAllows.some((one) => touches(one, grant)));
  return [...gained, ...freed];
}

const allowed = (grants: Grant[]) => grants.filter(({ effect }) => effect === 'Allow');
const denied = (grants: Grant[]) => grants.filter(({ effect }) => effect === 'Deny');

/** Whether a grant includes another one. Conditions narrow. */
function covers(wide: Grant, narrow: Grant): boolean {
  return (
    scopeCovers(lower(wide.actions), lower(narrow.actions)) &&
    scopeCovers(wide.resources, narrow.resources) &&
    implies(narrow.clauses, wide.clauses)
  );
}

/** Whether two grants are about something in common, as far as actions and resources tell. */
function touches(one: Grant, other: Grant): boolean {
  return scopesMeet(lower(one.actions), lower(other.actions)) && scopesMeet(one.resources, other.resources);
}

function scopesOf(only?: string | string[], allBut?: string | string[]): Scope[] {
  const exceptions = listOf(allBut);
  return [...listOf(only).map((one) => ({ only: one })), ...(exceptions.length > 0 ? [{ allBut: exceptions }] : [])];
}

function scopeText(scope: Scope): string {
  return 'only' in scope ? scope.only : `all but ${[...scope.allBut].sort().join(', ')}`;
}

/** Actions are compared without regard to case. */
function lower(scope: Scope): Scope {
  if ('only' in scope) return { only: scope.only.toLowerCase() };
  return { allBut: scope.allBut.map((one) => one.toLowerCase()) };
}

function scopeCovers(wide: Scope, narrow: Scope): boolean {
  if ('only' in wide) return 'only' in narrow ? includes(wide.only, narrow.only) : wide.only === '*';
  if ('only' in narrow) return !wide.allBut.some((exception) => overlaps(exception, narrow.only));
  return wide.allBut.every((exception) => narrow.allBut.some((one) => includes(one, exception)));
}

function scopesMeet(one: Scope, other: Scope): boolean {
  if ('only' in one && 'only' in other) return overlaps(one.only, other.only);
  if ('only' in one) return !('allBut' in other) || !other.allBut.some((exception) => includes(exception, one.only));
  if ('only' in other) return !one.allBut.some((exception) => includes(exception, other.only));
  return true;
}
