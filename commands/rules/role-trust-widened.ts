import { failed, type Rule } from '../findings/rule';
import { rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleTrustWidened: Rule<Planned> = {
  id: 'role-trust-widened',
  severity: 'warning',
  what: 'No existing role trusts anyone new.',
  why: 'Whatever a role trusts can do everything the role can do.',
  cure: 'Check that every listed issuer, audience and subject is intended.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, before, after }) => {
      if (!before || !after) return [];
      const trusted = (['providers', 'audiences', 'subjects', 'others'] as const).flatMap((part) =>
        after.trust[part].filter((one) => !before.trust[part].includes(one)),
      );
      if (trusted.length === 0) return [];
      return [failed(`role ${name}`, [`The role ${name} trusts something new`, ...trusted].join('\n'))];
    }),
};
