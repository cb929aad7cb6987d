import { ok, type Rule } from '../findings/rule';
import { ofKind, outcomeOf } from '../live/outcome';
import { type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkUsers: Rule<ConnectionAfter> = {
  id: 'link-users',
  severity: 'error',
  what: 'Everyone the connection is shared with can use it.',
  why: 'A connection is private to its creator: workflows of others cannot use it unless it is shared.',
  cure: 'Deploy again to grant the missing shares.',
  check({ connection, live }) {
    const subject = subjectOfConnection(connection);
    const shares = ofKind(live, 'connection-share').filter(({ key }) => key.startsWith(`${connection.key}/`));
    if (shares.length > 0) return [outcomeOf(subject, shares)];
    return [ok(subject, 'not shared: only the user who deploys can use it')];
  },
};
