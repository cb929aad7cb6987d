import { failed, type Rule } from '../findings/rule';
import { changedRoles } from '../plan/access';
import type { Planned } from './subjects';

export const roleForeignPolicy: Rule<Planned> = {
  id: 'role-foreign-policy',
  severity: 'warning',
  what: 'The roles have no policies but those of the deployment file.',
  why: 'What somebody attached by hand counts for the connection, and no review has seen it.',
  cure: 'Put the policy into the deployment file, or detach it.',
  check: ({ connections }) =>
    changedRoles(connections).flatMap(({ name, after, foreignPolicies }) => {
      if (!after || foreignPolicies.length === 0) return [];
      const text = `The role ${name} has policies that this deployment does not manage`;
      return [failed(`role ${name}`, [text, ...foreignPolicies].join('\n'))];
    }),
};
