import { grantedStatements } from '../../deployment/resolve';
import { inlinePolicy } from '../../model/iam';
import { failed, type Outcome, ok, type Rule, skipped } from '../findings/rule';
import { guardedAws } from '../iam/aws-errors';
import { grantsOf, grantText, widened } from '../iam/permissions';
import { DEPLOY_AGAIN } from '../live/outcome';
import { accountOf, type ConnectionAfter, roleOf, subjectOfConnection } from './subjects';

const INLINE_POLICY = 'dynatrace-workflows';

export const linkPermissions: Rule<ConnectionAfter> = {
  id: 'link-permissions',
  severity: 'error',
  what: 'The role has the inline and managed policies that the deployment file gives it.',
  why: 'An action that the role does not allow fails in the workflow, just when it is needed.',
  cure: 'Deploy again to restore the policies.',
  async check(subject) {
    const name = subjectOfConnection(subject.connection);
    if (roleOf(subject).existing) return [skipped(name, 'the role is owned elsewhere, and so are its policies')];
    return [await guardedAws(name, accountOf(subject).config, () => checkPolicies(subject))];
  },
};

async function checkPolicies(subject: ConnectionAfter): Promise<Outcome> {
  const { reader, connection } = subject;
  const { name: role, config } = roleOf(subject);
  const { managedPolicies } = config.permissions;
  const name = subjectOfConnection(connection);
  const policy = await reader.inlinePolicy(role, INLINE_POLICY);
  const attached = await reader.attachedPolicies(role);
  if (policy === undefined) return failed(name, `the role ${role} has no inline policy ${INLINE_POLICY}`, DEPLOY_AGAIN);
  const wanted = grantsOf(JSON.stringify(inlinePolicy(grantedStatements(config.permissions))));
  const live = grantsOf(policy);
  const missing = [
    ...widened(live, wanted).map(grantText),
    ...managedPolicies.filter((arn) => !attached?.includes(arn)),
  ];
  if (missing.length > 0) return failed(name, `the role lacks ${missing.join('; ')}`, DEPLOY_AGAIN);
  const extra = widened(wanted, live).map(grantText);
  const note = extra.length > 0 ? `, and more than the file says: ${extra.join('; ')}` : '';
  return ok(name, `the inline policy and ${managedPolicies.length} managed policies are there${note}`);
}
