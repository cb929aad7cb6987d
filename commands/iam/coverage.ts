import { listOf } from './trust';

/** A policy that a role has. */
export interface RolePolicy {
  /** For example `inline dynatrace-workflows`, or an ARN. */
  name: string;
  statements: PolicyStatement[];
}

export interface PolicyStatement {
  Effect?: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** One resource that an action is used on. Where only a run knows a part of its ARN, `ANYTHING` stands for it. */
export interface Target {
  arn: string;
  /** Whether the whole ARN is known. */
  literal: boolean;
}

export interface Coverage {
  /** `partly` when resources or conditions narrow a statement and only a run knows whether it applies. */
  status: 'allowed' | 'partly' | 'missing' | 'denied';
  /** What narrows or denies it, one statement each. */
  details: string[];
}

/** A part of an ARN that nothing but a wildcard covers. It holds no character that a policy may hold. */
export const ANYTHING = '\uE000';

const RANK: Coverage['status'][] = ['allowed', 'partly', 'missing', 'denied'];

/**
 * Reads the statements of a policy document.
 *
 * @throws SyntaxError when the text is no JSON
 */
export function readPolicy(name: string, text: string): RolePolicy {
  return { name, statements: listOf((JSON.parse(text) as { Statement?: PolicyStatement }).Statement) };
}

/** Whether policies together allow an action on each of its targets, as IAM evaluates them for one account. */
export function coverageOf(action: string, targets: Target[], policies: RolePolicy[]): Coverage {
  const applying = policies.flatMap(({ name, statements }) =>
    statements.filter((one) => namesAction(one, action)).map((statement) => ({ name, statement })),
  );
  let worst: Coverage = { status: 'allowed', details: [] };
  for (const target of targets) {
    const found = coverTarget(target, applying);
    if (RANK.indexOf(found.status) > RANK.indexOf(worst.status)) worst = found;
  }
  return worst;
}

function coverTarget(target: Target, applying: { name: string; statement: PolicyStatement }[]): Coverage {
  const outcomes = applying.map(({ name, statement }) => {
    const resource = namesResource(statement, target);
    const applies = resource === 'yes' && statement.Condition ? ('perhaps' as const) : resource;
    return { effect: statement.Effect, applies, text: `${name}: ${narrowingOf(statement)}` };
  });
  const texts = (effect: string, applies: string) =>
    outcomes.filter((one) => one.effect === effect && one.applies === applies).map(({ text }) => text);
  const [denied, perhapsDenied] = [texts('Deny', 'yes'), texts('Deny', 'perhaps')];
  const [allowed, perhapsAllowed] = [texts('Allow', 'yes'), texts('Allow', 'perhaps')];
  const denials = [...denied, ...perhapsDenied].map((text) => `denied by ${text}`);
  if (denied.length > 0) return { status: 'denied', details: denials };
  if (allowed.length > 0) return { status: denials.length > 0 ? 'partly' : 'allowed', details: denials };
  if (perhapsAllowed.length > 0) return { status: 'partly', details: [...perhapsAllowed, ...denials] };
  return { status: 'missing', details: texts('Allow', 'no') };
}

/** Whether a statement's actions include one. Actions are compared without regard to case, as IAM does. */
export function namesAction({ Action, NotAction }: PolicyStatement, action: string): boolean {
  if (Action !== undefined) return listOf(Action).some((pattern) => matchesAction(pattern, action));
  return NotAction !== undefined && !listOf(NotAction).some((pattern) => matchesAction(pattern, action));
}

export function matchesAction(pattern: string, action: string): boolean {
  return matches(pattern.toLowerCase(), action.toLowerCase());
}

function namesResource({ Resource, NotResource }: PolicyStatement, target: Target): 'yes' | 'perhaps' | 'no' {
  if (NotResource === undefined) return any(listOf(Resource ?? '*'), target);
  const excluded = any(listOf(NotResource), target);
  return excluded === 'yes' ? 'no' : excluded === 'no' ? 'yes' : 'perhaps';
}

function any(patterns: string[], target: Target): 'yes' | 'perhaps' | 'no' {
  if (patterns.some((pattern) => matches(pattern, target.arn))) return 'yes';
  return patterns.some((pattern) => mayMatch(pattern, target)) ? 'perhaps' : 'no';
}

/** Policy variables are known only when a request is made, and so are parts of a target. */
function mayMatch(pattern: string, { arn, literal }: Target): boolean {
  const open = pattern.replace(/\$\{[^}]*\}/g, '*');
  if (open !== pattern && matches(open, arn)) return true;
  return !literal && overlaps(open, arn);
}

/** Whether some ARN matches a pattern and a target alike. What is not known of a target holds no colon. */
function overlaps(pattern: string, arn: string): boolean {
  const known = new Map<string, boolean>();
  const meet = (at: number, position: number): boolean => {
    const key = `${at} ${position}`;
    const result = known.get(key) ?? meets(at, position);
    known.set(key, result);
    return result;
  };
  const meets = (at: number, position: number): boolean => {
    const [sign, letter] = [pattern[at], arn[position]];
    if (sign === '*') return meet(at + 1, position) || (letter !== undefined && meet(at, position + 1));
    if (letter === ANYTHING) {
      return meet(at, position + 1) || (sign !== undefined && sign !== ':' && meet(at + 1, position));
    }
    if (sign === undefined || letter === undefined) return sign === letter;
    return (sign === letter || sign === '?') && meet(at + 1, position + 1);
  };
  return meet(0, 0);
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

function narrowingOf({ Resource, NotResource, Condition }: PolicyStatement): string {
  const on = NotResource === undefined ? listOf(Resource).join(', ') : `all but ${listOf(NotResource).join(', ')}`;
  return `on ${on || '*'}${Condition ? ` if ${JSON.stringify(Condition)}` : ''}`;
}
