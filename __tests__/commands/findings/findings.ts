import type { Finding } from '../../../commands/findings/finding';

/** A finding about a role of the tenant `prod`. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'role-name',
    severity: 'error',
    subject: 'role ops',
    status: 'failed',
    detail: 'exists already',
    area: 'account main',
    ...changes,
  };
}
