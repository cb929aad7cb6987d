import type { ResolvedRole } from '../../deployment/resolved-stack';
import { blockNameOf } from '../../stacks/aws/connection-roles';
import { asWarning, failed, type Outcome, ok, type Rule } from '../findings/rule';
import { guardedAws } from '../iam/aws-errors';
import type { AccountUse } from '../iam/needs';
import { isManaged } from '../live/states';
import type { AccountBefore } from './subjects';

export const roleName: Rule<AccountBefore> = {
  id: 'role-name',
  severity: 'error',
  what: 'Role names are available, or belong to roles that this deployment manages, imports or refers to.',
  why: 'A role with that name that already exists stops the apply after other resources were created.',
  cure: 'Set `role.name` to an unused name, set `role.import: true` to manage the role here, or delete the role.',
  async check(subject) {
    const outcomes: Outcome[] = [];
    for (const use of subject.uses) {
      const { tenant, account } = use;
      for (const role of tenant.roles.filter((one) => one.account === subject.key)) {
        const place = ['tenants', tenant.key, 'connections', role.key, 'role'];
        const name = `role ${role.name}`;
        const outcome = await guardedAws(name, account.config, () => checkRole(name, role, use, subject));
        outcomes.push({ ...outcome, place });
      }
    }
    return outcomes;
  },
};

async function checkRole(
  subject: string,
  role: ResolvedRole,
  { tenant, account }: AccountUse,
  { reader, states }: AccountBefore,
): Promise<Outcome> {
  const { key, name, arn, existing, config } = role;
  const found = await reader.role(name);
  if (existing) {
    if (found?.arn === arn) return ok(subject, 'exists, and is owned elsewhere');
    const detail = found ? `its ARN is ${found.arn}, not ${arn}` : `${arn} does not exist`;
    return failed(
      subject,
      detail,
      `Correct \`role.existing\` of the connection ${key}, or ask the owner to create it.`,
    );
  }
  const managed = isManaged(states, tenant.name, { type: 'aws_iam_role', name: blockNameOf(account.key), index: key });
  if (!found) {
    if (!config.role.import || managed) return ok(subject, 'will be created');
    return failed(subject, 'there is no role to import', `Remove \`role.import\` of the connection ${key}.`);
  }
  if (managed) return ok(subject, 'managed by this deployment');
  if (config.role.import) return ok(subject, 'exists and will be imported');
  const cure =
    `Set \`role.name\` of the connection ${key} to an unused name, set \`role.import: true\` to manage the role here, ` +
    'or delete the role.';
  const taken = failed(subject, 'exists already', cure);
  return managed === undefined ? asWarning(taken) : taken;
}
