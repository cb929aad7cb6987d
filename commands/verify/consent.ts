import type { ResolvedTenant } from '../../deployment/stacks';
import { authorizationSettingsPage } from '../../model/links';
import { consentedPermissions } from '../../scripts/dynatrace/automation';
import type { Context } from '../../scripts/dynatrace/context';
import { messageOf } from '../../scripts/dynatrace/errors';

/** What the setup page's last step selects, in each user's authorization settings. */
const NEEDED = ['hyperscaler-authentication:aws:authenticate', 'settings:objects:read'];

/** What the user of these credentials still has to allow before workflows that run as this user can act in AWS. */
export interface Consent {
  missing: string[];
  /** Where a person allows it, since no API can. */
  page: string;
  /** Why it could not be read. */
  unknown?: string;
}

/** Asks what Workflows may do for the user of these credentials. Other users have to look themselves. */
export async function readConsent(tenant: ResolvedTenant, context: Context): Promise<Consent> {
  const page = authorizationSettingsPage(tenant.environment);
  try {
    const allowed = await consentedPermissions(context);
    return { missing: NEEDED.filter((permission) => !allowed.includes(permission)), page };
  } catch (error) {
    return { missing: [], page, unknown: messageOf(error) };
  }
}

export function consentText({ missing, page, unknown }: Consent): string {
  if (unknown !== undefined) return `Authorization settings could not be read: ${unknown}. See ${page}`;
  if (missing.length === 0)
    return 'Authorization settings: workflows may use AWS on behalf of the user of these credentials.';
  return (
    `Authorization settings: workflows that run as the user of these credentials lack ${missing.join(' and ')}. ` +
    `No API can grant it; allow it at ${page}`
  );
}
