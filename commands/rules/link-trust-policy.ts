import { enhancedSubject, legacySubject } from '../../model/oidc';
import { failed, type Outcome, ok, type Rule } from '../findings/rule';
import type { LiveRole } from '../iam/account';
import { guardedAws } from '../iam/aws-errors';
import { readTrust, trustProblems } from '../iam/trust';
import { DEPLOY_AGAIN } from '../live/outcome';
import { accountOf, type ConnectionAfter, objectIdOf, roleOf, subjectOfConnection } from './subjects';

export const linkTrustPolicy: Rule<ConnectionAfter> = {
  id: 'link-trust-policy',
  severity: 'error',
  what: 'The role trusts exactly this environment and this connection.',
  why: 'All Dynatrace environments share one issuer: only audience and subject keep the others out.',
  cure: 'Deploy again to restore the trust policy.',
  async check(subject) {
    const name = subjectOfConnection(subject.connection);
    const { config } = accountOf(subject);
    return [
      await guardedAws(name, config, async () => checkTrust(subject, await subject.reader.role(roleOf(subject).name))),
    ];
  },
};

function checkTrust(subject: ConnectionAfter, role: LiveRole | undefined): Outcome {
  const { connection, tenant } = subject;
  const { roleArn, schema } = connection;
  const { audience } = tenant;
  const { issuer } = tenant.environment;
  const name = subjectOfConnection(connection);
  const cure = roleOf(subject).existing
    ? 'Its owner has to paste the trust policy from the output `trust_policies` of the stack.'
    : DEPLOY_AGAIN;
  if (!role) return failed(name, `the role ${roleArn} does not exist`, cure);
  if (role.arn !== roleArn) return failed(name, `the role is ${role.arn} instead of ${roleArn}`, cure);
  const wanted = schema === 'enhanced' ? enhancedSubject(objectIdOf(subject)) : legacySubject(connection.name);
  const { providerArn } = accountOf(subject);
  const problems = trustProblems(readTrust(role.trustPolicy), { providerArn, issuer, audience, subject: wanted });
  if (problems.length > 0) return failed(name, problems.join('; '), cure);
  return ok(name, `trusts ${issuer} for ${audience} and ${wanted}`);
}
