import { failed, type Rule } from '../findings/rule';
import { workflowLines } from '../plan/workflows';
import { type Planned, subjectOfConnection } from './subjects';

export const connectionReplaced: Rule<Planned> = {
  id: 'connection-replaced',
  severity: 'warning',
  what: 'No connection gets a new object id.',
  why: 'A workflow that refers to a connection by its object id loses it; one that refers to its name does not.',
  cure: 'Choose the connection again in the workflows that are listed, after the deploy.',
  check: ({ connections, users }) =>
    connections
      .filter(({ fate, identity }) => fate === 'replaced' && identity !== undefined)
      .map((connection) => {
        const text = `The connection ${connection.key} gets a new object id: workflows that use the old one stop working`;
        const lines = workflowLines(users.get(connection.identity?.before.objectId ?? ''));
        return failed(subjectOfConnection(connection), [text, ...lines].join('\n'));
      }),
};
