import { iamStatement } from '../../deployment/resolve';
import type { ResolvedAccount, ResolvedConnection, ResolvedRole, ResolvedTenant } from '../../deployment/stacks';
import { inlinePolicy } from '../../model/iam';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import { type AwsReader, describeAwsError, type LiveRole } from '../iam/account';
import { grantsOf, grantText, widened } from '../iam/permissions';
import { readTrust, trustProblems } from '../iam/trust';
import { type Link, link } from './link';

const DEPLOY = 'Deploy again: npm run deploy';

/** The links of a connection that are in AWS. @param objectId of the connection, empty when it has none */
export async function awsLinks(
  tenant: ResolvedTenant,
  connection: ResolvedConnection,
  objectId: string,
  reader: AwsReader,
): Promise<Link[]> {
  const account = tenant.accounts.find(({ key }) => key === connection.account) as ResolvedAccount;
  const role = tenant.roles.find(({ connections }) => connections.includes(connection)) as ResolvedRole;
  const subject = connection.schema === 'enhanced' ? enhancedSubject(objectId) : legacySubject(connection.name);
  return Promise.all([
    guarded('OIDC provider', account, () => providerLink(account, tenant.audience, reader)),
    guarded('trust policy', account, async () =>
      trustLink(tenant, account, subject, connection, await reader.role(role.name)),
    ),
    guarded('permissions', account, () => permissionsLink(role, reader)),
  ]);
}

async function providerLink({ providerArn }: ResolvedAccount, audience: string, reader: AwsReader): Promise<Link> {
  const audiences = await reader.audiences(providerArn);
  if (!audiences) return link('OIDC provider', 'broken', `${providerArn} does not exist`, DEPLOY);
  if (audiences.includes(audience)) return link('OIDC provider', 'ok', `has the audience ${audience}`);
  return link('OIDC provider', 'broken', `${providerArn} does not have the audience ${audience}`, DEPLOY);
}

function trustLink(
  { environment: { issuer }, audience }: ResolvedTenant,
  { providerArn }: ResolvedAccount,
  subject: string,
  { roleArn }: ResolvedConnection,
  role: LiveRole | undefined,
): Link {
  if (!role) return link('trust policy', 'broken', `the role ${roleArn} does not exist`, DEPLOY);
  if (role.arn !== roleArn)
    return link('trust policy', 'broken', `the role is ${role.arn} instead of ${roleArn}`, DEPLOY);
  const problems = trustProblems(readTrust(role.trustPolicy), { providerArn, issuer, audience, subject });
  if (problems.length > 0) return link('trust policy', 'broken', problems.join('; '), DEPLOY);
  return link('trust policy', 'ok', `trusts ${issuer} for ${audience} and ${subject}`);
}

async function permissionsLink({ name, config }: ResolvedRole, reader: AwsReader): Promise<Link> {
  const { statements, managedPolicies } = config.permissions;
  const [policy, attached] = [
    await reader.inlinePolicy(name, 'dynatrace-workflows'),
    await reader.attachedPolicies(name),
  ];
  if (policy === undefined) {
    return link('permissions', 'broken', `the role ${name} has no inline policy dynatrace-workflows`, DEPLOY);
  }
  const wanted = grantsOf(JSON.stringify(inlinePolicy(statements.map(iamStatement))));
  const live = grantsOf(policy);
  const missing = [
    ...widened(live, wanted).map(grantText),
    ...managedPolicies.filter((arn) => !attached?.includes(arn)),
  ];
  if (missing.length > 0) return link('permissions', 'broken', `the role lacks ${missing.join('; ')}`, DEPLOY);
  const extra = widened(wanted, live).map(grantText);
  const note = extra.length > 0 ? `, and more than the file says: ${extra.join('; ')}` : '';
  return link('permissions', 'ok', `the inline policy and ${managedPolicies.length} managed policies are there${note}`);
}

async function guarded(name: string, { config }: ResolvedAccount, check: () => Promise<Link>): Promise<Link> {
  try {
    return await check();
  } catch (error) {
    const { said, cure } = describeAwsError(error, config);
    return link(name, 'unchecked', said, cure);
  }
}
