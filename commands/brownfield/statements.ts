import { listOf } from '../iam/trust';
import type { PermissionsInput } from './inputs';

type StatementInput = NonNullable<PermissionsInput['statements']>[number];

/** Inline policies as a deployment file says them, or why it cannot. */
export type Carried = { statements: StatementInput[]; listsRegions: boolean } | { problem: string };

interface PolicyStatement {
  Sid?: string;
  Effect?: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: unknown;
  Resource?: string | string[];
  NotResource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/**
 * Puts the inline policies of a role into one, which is all that a role of a deployment has. What lists regions is left
 * out, because every role of a deployment may.
 *
 * @param policies texts by name
 */
export function carryOver(policies: Map<string, string>): Carried {
  const statements: StatementInput[] = [];
  const sids = new Set<string>();
  let listsRegions = false;
  for (const [name, text] of policies) {
    const document = JSON.parse(text) as { Version?: string; Statement?: PolicyStatement | PolicyStatement[] };
    if (document.Version !== '2012-10-17' && text.includes('${')) {
      return { problem: `its inline policy ${name} has no version, so its variables are not expanded` };
    }
    for (const statement of listOf(document.Statement)) {
      if (statement.NotAction !== undefined || statement.NotResource !== undefined) {
        return {
          problem: `its inline policy ${name} has NotAction or NotResource, which a deployment file cannot express`,
        };
      }
      if (isListRegions(statement)) listsRegions = true;
      else statements.push(statementFrom(statement, sids));
    }
  }
  return { statements, listsRegions };
}

function isListRegions({ Effect, Action, Resource, Condition }: PolicyStatement): boolean {
  const [action, ...others] = listOf(Action);
  return (
    Effect === 'Allow' &&
    action?.toLowerCase() === 'account:listregions' &&
    others.length === 0 &&
    listOf(Resource).join() === '*' &&
    Condition === undefined
  );
}

/** Two policies may use one id, which a policy may not; ids mean nothing to IAM. */
function statementFrom(
  { Sid, Effect, Action, Resource, Condition }: PolicyStatement,
  sids: Set<string>,
): StatementInput {
  const sid = Sid && !sids.has(Sid) ? Sid : undefined;
  if (sid) sids.add(sid);
  const resources = Resource ?? '*';
  return {
    ...(sid && { sid }),
    ...(Effect === 'Deny' && { effect: Effect }),
    actions: Action ?? [],
    ...(listOf(resources).join() !== '*' && { resources }),
    ...(Condition && { conditions: conditionsFrom(Condition) }),
  };
}

/** IAM takes numbers and booleans for text, and a deployment file has text alone. */
function conditionsFrom(condition: NonNullable<PolicyStatement['Condition']>): StatementInput['conditions'] {
  const text = (value: unknown) => (Array.isArray(value) ? value.map(String) : String(value));
  return Object.fromEntries(
    Object.entries(condition).map(([operator, pairs]) => [
      operator,
      Object.fromEntries(Object.entries(pairs).map(([key, value]) => [key, text(value)])),
    ]),
  );
}
