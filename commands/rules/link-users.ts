import { ok, type Rule } from '../findings/rule';
import { ofKind, outcomeOf } from '../live/outcome';
import { type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkUsers: Rule<ConnectionAfter> = {
  id: 'link-users',
  severity: 'error',
  what: 'Everybody that the connection is shared with can use it.',
  why: 'A connection is private to whoever made it: a workflow of anybody else cannot use it without a share.',
  cure: 'Deploy again, which grants the shares that are missing.',
  check({ connection, live }) {
    const subject = subjectOfConnection(connection);
    const shares = ofKind(live, 'connection-share').filter(({ key }) => key.startsWith(`${connection.key}/`));
    if (shares.length > 0) return [outcomeOf(subject, shares)];
    return [ok(subject, 'not shared: only the user that deploys can use it')];
  },
};
