import { failed, type Rule } from '../findings/rule';
import { workflowLines } from '../plan/workflows';
import { type Planned, subjectOfConnection } from './subjects';

export const connectionReplaced: Rule<Planned> = {
  id: 'connection-replaced',
  severity: 'warning',
  what: 'No connection gets a new object id.',
  why: 'Workflows that refer to a connection by object id lose it; those that refer to its name do not.',
  cure: 'After the deploy, select the connection again in the listed workflows.',
  check: ({ connections, users }) =>
    connections
      .filter(({ fate, identity }) => fate === 'replaced' && identity !== undefined)
      .map((connection) => {
        const text = `The connection ${connection.key} gets a new object id: workflows that use the old one stop working`;
        const lines = workflowLines(users.get(connection.identity?.before.objectId ?? ''));
        return failed(subjectOfConnection(connection), [text, ...lines].join('\n'));
      }),
};
