import { dataDay } from '../iam-data';
import type { Path } from '../problem';
import { UNKNOWN_NAME } from '../rules';
import { type CheckContext, type ConnectionEntry, connectionsOf } from './context';

/** One value of a list that may also be written as a single string, with its place. */
export interface Listed {
  value: string;
  path: Path;
}

/** What a statement says, or a workflow action that the file narrows. */
export interface WrittenStatement {
  entry: ConnectionEntry;
  path: Path;
  effect: 'Allow' | 'Deny';
  /** None for a workflow action. */
  actions: Listed[];
  resources: Listed[];
  conditions: Record<string, Record<string, string | string[]>>;
}

/** Everything in the permissions of all connections that is written in IAM's own words. */
export function statementsOf(context: CheckContext): WrittenStatement[] {
  return connectionsOf(context).flatMap((entry) => {
    const { statements, actions } = entry.connection.permissions;
    const permissions = [...entry.path, 'permissions'];
    const own = statements.map((statement, index) => {
      const path = [...permissions, 'statements', index];
      return {
        entry,
        path,
        effect: statement.effect,
        actions: listed(statement.actions, [...path, 'actions']),
        resources: listed(statement.resources, [...path, 'resources']),
        conditions: statement.conditions ?? {},
      };
    });
    const narrowed = actions.flatMap((action, index): WrittenStatement[] => {
      if (typeof action === 'string') return [];
      const path = [...permissions, 'actions', index];
      const resources = listed(action.resources ?? [], [...path, 'resources']);
      return [{ entry, path, effect: 'Allow', actions: [], resources, conditions: action.conditions ?? {} }];
    });
    return [...own, ...narrowed];
  });
}

/** Reports a name that AWS's data does not know, unless the tenant accepts it. AWS adds names every week. */
export function reportUnknown(
  { report }: CheckContext,
  { tenant }: ConnectionEntry,
  { path, rule, name, cure }: { path: Path; rule: string; name: string; cure?: string | undefined },
): void {
  const accepted = tenant.acknowledge.some(
    (one) => one.rule === UNKNOWN_NAME && (one.subject === undefined || one.subject === name),
  );
  if (accepted) return;
  const newer = `AWS added it after ${dataDay()}, acknowledge the rule \`${UNKNOWN_NAME}\``;
  report(UNKNOWN_NAME, path, rule, name, cure ? `${cure} If ${newer}` : `if ${newer}`);
}

function listed(value: string | string[], path: Path): Listed[] {
  return typeof value === 'string'
    ? [{ value, path }]
    : value.map((one, index) => ({ value: one, path: [...path, index] }));
}
