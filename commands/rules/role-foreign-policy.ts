import { failed, type Rule } from '../findings/rule';
import { rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleForeignPolicy: Rule<Planned> = {
  id: 'role-foreign-policy',
  severity: 'warning',
  what: 'The roles have no policies but those of the deployment file.',
  why: 'A deploy removes what was added by hand; whoever added it may depend on it.',
  cure: 'Put the policy into the deployment file, or agree that it goes.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, after, foreignPolicies }) => {
      if (!after || foreignPolicies.length === 0) return [];
      const text = `The role ${name} has policies that this deployment did not put there: a deploy removes them`;
      return [failed(`role ${name}`, [text, ...foreignPolicies].join('\n'))];
    }),
};
