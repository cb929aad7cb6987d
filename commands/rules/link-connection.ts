import type { Rule } from '../findings/rule';
import { ofKind, outcomeOf } from '../live/outcome';
import { type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkConnection: Rule<ConnectionAfter> = {
  id: 'link-connection',
  severity: 'error',
  what: 'The connection is there, with the name and the role that the state has.',
  why: 'Workflows refer to it by its name or object id, and it names the role that they assume.',
  cure: 'Deploy again, which repairs the connection.',
  check({ connection, live }) {
    const own =
      connection.schema === 'legacy'
        ? ofKind(live, 'legacy-connection')
        : ofKind(live, 'connection', 'connection-settings');
    const parts = own.filter(({ key }) => key === connection.key);
    return [outcomeOf(subjectOfConnection(connection), parts)];
  },
};
