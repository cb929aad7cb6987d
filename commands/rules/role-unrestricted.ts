import { failed, type Rule } from '../findings/rule';
import { type Grant, grantText } from '../iam/permissions';
import { rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleUnrestricted: Rule<Planned> = {
  id: 'role-unrestricted',
  severity: 'warning',
  what: 'No role has unrestricted access to its account.',
  why: 'Anyone who can use the connection, or edit a workflow that does, effectively owns the account.',
  cure: 'List the actions that workflows need, or set a permissions boundary.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, after }) => {
      if (!after) return [];
      const everything = after.grants.filter(isEverything).map(grantText);
      const administrator = after.managedPolicies.filter((arn) => arn.endsWith('/AdministratorAccess'));
      if (everything.length + administrator.length === 0) return [];
      const text = `The role ${name} has unrestricted access to its account`;
      return [failed(`role ${name}`, [text, ...everything, ...administrator].join('\n'))];
    }),
};

function isEverything({ effect, action, resource, condition }: Grant): boolean {
  return effect === 'Allow' && action === '*' && resource === '*' && condition === '';
}
