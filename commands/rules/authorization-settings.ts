import type { ResolvedStack } from '../../deployment/resolved-stack';
import { authorizationSettingsPage } from '../../model/links';
import { consentedPermissions } from '../../scripts/dynatrace/automation';
import type { Context } from '../../scripts/dynatrace/context';
import { messageOf } from '../../scripts/dynatrace/errors';
import { failed, ok, type Rule, unchecked } from '../findings/rule';

/** What the setup page's last step selects, in each user's authorization settings. */
const NEEDED = ['hyperscaler-authentication:aws:authenticate', 'settings:objects:read'];

/** Asks for the user of the credentials alone: no API answers for others. */
export const authorizationSettings: Rule<{ tenant: ResolvedStack; context: Context }> = {
  id: 'authorization-settings',
  severity: 'note',
  what: 'Workflows may use AWS on behalf of the user of these credentials.',
  why: 'Each user has to allow this for workflows that run in their name. It is up to the user, and breaks no connection.',
  cure: 'Allow it in the authorization settings of Workflows; no API can grant it.',
  async check({ tenant, context }) {
    const subject = 'authorization settings';
    const page = authorizationSettingsPage(tenant.environment);
    try {
      const allowed = await consentedPermissions(context);
      const missing = NEEDED.filter((permission) => !allowed.includes(permission));
      if (missing.length === 0) {
        return [ok(subject, 'workflows may use AWS on behalf of the user of these credentials')];
      }
      const detail = `workflows that run as the user of these credentials lack ${missing.join(' and ')}`;
      return [failed(subject, detail, `No API can grant it; allow it at ${page}`)];
    } catch (error) {
      return [unchecked(subject, messageOf(error), `See ${page}`)];
    }
  },
};
