import { failed, type Rule } from '../findings/rule';
import { rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleTrustWidened: Rule<Planned> = {
  id: 'role-trust-widened',
  severity: 'warning',
  what: 'No role that exists comes to trust somebody else.',
  why: 'Whoever a role trusts may do everything that it may do.',
  cure: 'Make sure that each issuer, audience and subject that is listed is meant.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, before, after }) => {
      if (!before || !after) return [];
      const trusted = (['providers', 'audiences', 'subjects', 'others'] as const).flatMap((part) =>
        after.trust[part].filter((one) => !before.trust[part].includes(one)),
      );
      if (trusted.length === 0) return [];
      return [failed(`role ${name}`, [`The role ${name} trusts somebody else or more`, ...trusted].join('\n'))];
    }),
};
