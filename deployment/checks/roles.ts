import { IAM_LIMITS, policySize, providerArn, trustPolicy } from '../../model/iam';
import { audienceOf, enhancedSubject, legacySubject } from '../../model/oidc';
import { connectionName, partitionOfAccount, roleKeyOf, roleNameOf, schemaOf } from '../resolve';
import { isWritten } from '../source';
import { type CheckContext, type ConnectionEntry, connectionsOf } from './context';

/** Nobody has published how long an object id is, so sizes are reckoned with a length that leaves room. */
const OBJECT_ID_LENGTH = 200;

export function checkRoles(context: CheckContext): void {
  checkRoleNames(context);
  checkTrustPolicies(context);
}

/** Names of roles are unique in an account whatever their path or case. */
function checkRoleNames(context: CheckContext): void {
  const { source, report } = context;
  const seen = new Map<string, ConnectionEntry>();
  for (const entry of connectionsOf(context)) {
    const { connection, path } = entry;
    if (connection.roleOf !== undefined) continue;
    const name = roleNameOf(context.deployment, entry.tenantKey, entry.key);
    const role = JSON.stringify([connection.account, name.toLowerCase()]);
    const earlier = seen.get(role);
    // A role that something else owns may serve several tenants; `checkExistingRoles` looks at each of them.
    const owned = [entry, earlier].some((one) => one?.connection.role.existing === undefined);
    if (earlier && owned) {
      const other = `\`tenants.${earlier.tenantKey}.connections.${earlier.key}\``;
      const own = ['name', 'existing'].find((key) => isWritten(source, [...path, 'role', key]));
      if (own) report('role-name-twice', [...path, 'role', own], `must differ from the role name of ${other}`, name);
      else
        report(
          'role-name-twice',
          path,
          `needs \`role.name\`, because its default ${name} is also the role name of ${other}`,
        );
    }
    seen.set(role, earlier ?? entry);
  }
}

function checkTrustPolicies(context: CheckContext): void {
  const { environments, report } = context;
  const subjects = new Map<string, string[]>();
  const entries = connectionsOf(context);
  for (const { tenantKey, tenant, key, connection } of entries) {
    if (connection.retired) continue;
    const role = JSON.stringify([tenantKey, roleKeyOf(key, connection)]);
    const legacy = schemaOf(tenant, connection) === 'legacy';
    const subject = legacy
      ? legacySubject(connectionName(key, connection))
      : enhancedSubject('x'.repeat(OBJECT_ID_LENGTH));
    subjects.set(role, [...(subjects.get(role) ?? []), subject]);
  }
  for (const { tenantKey, key, connection, account, path } of entries) {
    const environment = environments.get(tenantKey);
    if (connection.roleOf !== undefined || !environment || !account) continue;
    const trust = {
      providerArn: providerArn(partitionOfAccount(account), account.id, environment.issuer),
      issuer: environment.issuer,
      audience: audienceOf(environment),
      subjects: subjects.get(JSON.stringify([tenantKey, key])) ?? [],
    };
    // A retired connection whose role nobody uses is reported where it says so.
    if (trust.subjects.length === 0) continue;
    // Wildcards are reported where they stand, as a name or an environment.
    if ([trust.audience, ...trust.subjects].some((text) => !text || /[*?]/.test(text))) continue;
    const size = policySize(trustPolicy(trust));
    if (size > IAM_LIMITS.trustPolicy) {
      const rule = `must have a trust policy of at most ${IAM_LIMITS.trustPolicy} characters`;
      report(
        'trust-policy-size',
        path,
        `${rule}; ${trust.subjects.length} connections make it ${size}, so give some of them a role of their own`,
      );
    }
  }
}
