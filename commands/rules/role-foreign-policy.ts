import { failed, type Rule } from '../findings/rule';
import { rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleForeignPolicy: Rule<Planned> = {
  id: 'role-foreign-policy',
  severity: 'warning',
  what: 'Roles only have the policies in the deployment file.',
  why: 'A deploy removes policies that were added manually, and something may depend on them.',
  cure: 'Add the policy to the deployment file, or accept its removal.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, after, foreignPolicies }) => {
      if (!after || foreignPolicies.length === 0) return [];
      const text = `The role ${name} has policies that are not in the deployment file, which a deploy removes`;
      return [failed(`role ${name}`, [text, ...foreignPolicies].join('\n'))];
    }),
};
