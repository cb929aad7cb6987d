import { type Permission, policyStatements } from '../../model/permissions';
import { asWarning, failed, type Outcome, ok, type Rule } from '../findings/rule';
import type { TenantBefore } from './subjects';

export const dynatracePermissions: Rule<Pick<TenantBefore, 'context' | 'permissions'>> = {
  id: 'dynatrace-permissions',
  severity: 'error',
  what: 'The Dynatrace credentials have every permission that a deploy needs.',
  why: 'A deploy checks them before its first change, and stops if one is missing.',
  cure: 'Paste the policy statement of the message into a policy of the deploying user; an OAuth client also needs it as a scope.',
  check({ context: { credentials }, permissions: { wanted, missing, scopes, unheld } }) {
    if (credentials.kind === 'api-token') return [];
    return wanted.map((permission) => {
      const subject = describe(permission);
      if (scopes.includes(permission.permission)) {
        const detail = `the OAuth client in ${credentials.variable} lacks the scope`;
        const cure =
          'Add the scope in Account Management > Identity & access management > OAuth clients, or create a client there that has it.';
        return failed(subject, detail, cure);
      }
      if (!missing.includes(permission)) return ok(subject, 'granted');
      return notGranted(permission, unheld.includes(permission));
    });
  },
};

function notGranted(permission: Permission, isUnheld: boolean): Outcome {
  const subject = describe(permission);
  const cure = `Grant it: ${policyStatements([permission])}`;
  if (!isUnheld) return failed(subject, 'not granted', cure);
  return asWarning(failed(subject, 'these credentials cannot hold it; workflows or the Hub may need it', cure));
}

function describe({ permission, schemaId, appId }: Permission): string {
  const narrowed = schemaId?.replace('builtin:', '') ?? appId;
  return narrowed ? `${permission} (${narrowed})` : permission;
}
