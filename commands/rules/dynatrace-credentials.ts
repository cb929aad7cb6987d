import { CREDENTIAL_KINDS } from '../../model/credentials';
import { messageOf } from '../../scripts/dynatrace/errors';
import { asWarning, failed, ok, type Rule } from '../findings/rule';
import type { TenantBefore } from './subjects';

export const dynatraceCredentials: Rule<Pick<TenantBefore, 'context' | 'permissions'> | { missing: unknown }> = {
  id: 'dynatrace-credentials',
  severity: 'error',
  what: 'Dynatrace credentials are available and the environment accepts them.',
  why: 'Every step in Dynatrace needs them. Objects created with an API token have no owner and can never be restricted.',
  cure: 'Export DT_CLIENT_ID and DT_CLIENT_SECRET of an OAuth client.',
  check(subject) {
    const name = 'Dynatrace credentials';
    if ('missing' in subject) return [failed(name, messageOf(subject.missing))];
    const { kind, variable } = subject.context.credentials;
    const identity = `${CREDENTIAL_KINDS[kind]} in ${variable}`;
    if (kind === 'api-token') {
      const detail = `${identity}: its permissions cannot be resolved, and objects it creates have no owner`;
      return [asWarning(failed(name, detail, this.cure))];
    }
    if (subject.permissions.error) return [failed(name, messageOf(subject.permissions.error))];
    return [ok(name, identity)];
  },
};
