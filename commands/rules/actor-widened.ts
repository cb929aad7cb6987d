import { failed, type Rule } from '../findings/rule';
import { plannedObjects } from '../plan/objects';
import type { Planned } from './subjects';

export const actorWidened: Rule<Planned> = {
  id: 'actor-widened',
  severity: 'warning',
  what: 'No existing workflow actor gains permissions.',
  why: 'Every workflow that runs as the actor gains them too.',
  cure: 'Check that its workflows need what is listed.',
  check: ({ plan }) =>
    plannedObjects(plan).flatMap(({ kind, key, before, after }) => {
      if (kind !== 'workflow-actor-policy' || !before || !after) return [];
      const old = grantsOf(before.statements);
      const covers = (one: ActorGrant, { permission, condition }: ActorGrant) =>
        one.permission === permission && (one.condition === '' || one.condition === condition);
      const gained = grantsOf(after.statements)
        .filter((grant) => !old.some((one) => covers(one, grant)))
        .map(({ permission, condition }) => `${permission} ${condition}`.trim());
      if (gained.length === 0) return [];
      return [failed(`workflow actor ${key}`, [`The workflow actor ${key} gains permissions`, ...gained].join('\n'))];
    }),
};

interface ActorGrant {
  permission: string;
  /** Begins with `WHERE`; empty without one. */
  condition: string;
}

function grantsOf(statements = ''): ActorGrant[] {
  return [...statements.matchAll(/ALLOW\s+([^;]*?)\s*(WHERE[^;]*)?;/g)].flatMap(
    ([, permissions = '', condition = '']) =>
      permissions.split(/\s*,\s*/).map((permission) => ({ permission, condition: condition.trim() })),
  );
}
