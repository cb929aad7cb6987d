import { failed, type Rule } from '../findings/rule';
import { type Grant, grantText } from '../iam/permissions';
import { rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleUnrestricted: Rule<Planned> = {
  id: 'role-unrestricted',
  severity: 'warning',
  what: 'No role may do everything in its account.',
  why: 'Whoever may use the connection, or edit a workflow that does, then owns the account.',
  cure: 'List the actions that the workflows need, or set a permissions boundary.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, after }) => {
      if (!after) return [];
      const everything = after.grants.filter(isEverything).map(grantText);
      const administrator = after.managedPolicies.filter((arn) => arn.endsWith('/AdministratorAccess'));
      if (everything.length + administrator.length === 0) return [];
      const text = `The role ${name} may do everything in its account`;
      return [failed(`role ${name}`, [text, ...everything, ...administrator].join('\n'))];
    }),
};

function isEverything({ effect, action, resource, condition }: Grant): boolean {
  return effect === 'Allow' && action === '*' && resource === '*' && condition === '';
}
