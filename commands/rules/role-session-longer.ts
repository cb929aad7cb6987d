import { failed, type Rule } from '../findings/rule';
import { rolesOf } from '../plan/access';
import type { Planned } from './subjects';

export const roleSessionLonger: Rule<Planned> = {
  id: 'role-session-longer',
  severity: 'warning',
  what: 'No role allows longer sessions than before.',
  why: 'Leaked credentials stay valid as long as their session lasts.',
  cure: 'Keep `role.maxSessionDuration` as short as the longest action allows.',
  check: ({ connections }) =>
    rolesOf(connections).flatMap(({ name, before, after }) => {
      if (!before || !after || after.session <= before.session) return [];
      const text = `Sessions of the role ${name} may last longer`;
      return [failed(`role ${name}`, `${text}\n${before.session} s → ${after.session} s`)];
    }),
};
