import { asWarning, failed, type Outcome, ok, type Rule } from '../findings/rule';
import { guardedAws } from '../iam/account';
import { isManaged } from '../live/states';
import type { AccountBefore } from './subjects';

export const roleName: Rule<AccountBefore> = {
  id: 'role-name',
  severity: 'error',
  what: 'The names of the roles are free, or belong to roles that this deployment manages.',
  why: 'A role of that name that something else made stops the apply after other resources were created.',
  cure: 'Set `role.name` to a name that is free, or delete the role.',
  async check({ key, uses, reader, states }) {
    const outcomes: Outcome[] = [];
    for (const { tenant, account } of uses) {
      for (const role of tenant.roles.filter((one) => one.account === key)) {
        const subject = `role ${role.name}`;
        const place = ['tenants', tenant.key, 'connections', role.key];
        const outcome = await guardedAws(subject, account.config, async () => {
          if (!(await reader.role(role.name))) return ok(subject, 'will be created');
          const managed = isManaged(states, tenant.key, 'aws_iam_role', role.key);
          if (managed) return ok(subject, 'managed by this deployment');
          const cure = `Set \`role.name\` of the connection ${role.key} to a name that is free, or delete the role.`;
          const found = failed(subject, 'exists already', cure);
          return managed === undefined ? asWarning(found) : found;
        });
        outcomes.push({ ...outcome, place });
      }
    }
    return outcomes;
  },
};
