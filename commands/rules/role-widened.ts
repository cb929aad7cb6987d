import { failed, type Rule } from '../findings/rule';
import { grantText, widened } from '../iam/permissions';
import { type Access, rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleWidened: Rule<Planned> = {
  id: 'role-widened',
  severity: 'warning',
  what: 'No role gains permissions.',
  why: 'Everyone who can use the connection gains them too.',
  cure: 'Check that workflows need what is listed.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, before, after }) => {
      const gained = before && after ? gains(before, after) : [];
      return gained.length > 0
        ? [failed(`role ${name}`, [`The role ${name} gains permissions`, ...gained].join('\n'))]
        : [];
    }),
};

function gains(before: Access, after: Access): string[] {
  return [
    ...widened(before.grants, after.grants).map((grant) =>
      grant.effect === 'Deny' ? `no longer denied: ${grantText(grant).slice('Deny '.length)}` : grantText(grant),
    ),
    ...after.managedPolicies.filter((arn) => !before.managedPolicies.includes(arn)),
    ...(before.boundary && before.boundary !== after.boundary ? [`without the boundary ${before.boundary}`] : []),
  ];
}
