import type { Rule } from '../findings/rule';
import { ofKind, outcomeOf } from '../live/outcome';
import { type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkConnection: Rule<ConnectionAfter> = {
  id: 'link-connection',
  severity: 'error',
  what: 'The connection exists, with the name and role recorded in the state.',
  why: 'Workflows refer to it by name or object id, and it determines the role that they assume.',
  cure: 'Deploy again to repair the connection.',
  check({ connection, live }) {
    const own =
      connection.schema === 'legacy'
        ? ofKind(live, 'legacy-connection')
        : ofKind(live, 'connection', 'connection-settings');
    const parts = own.filter(({ key }) => key === connection.key);
    return [outcomeOf(subjectOfConnection(connection), parts)];
  },
};
