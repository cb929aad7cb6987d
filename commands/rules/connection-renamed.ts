import { failed, type Rule } from '../findings/rule';
import { workflowLines } from '../plan/workflows';
import { type Planned, subjectOfConnection } from './subjects';

export const connectionRenamed: Rule<Planned> = {
  id: 'connection-renamed',
  severity: 'warning',
  what: 'No connection is renamed in place.',
  why: 'Workflows that refer to a connection by name lose it; those that refer to its object id do not.',
  cure: 'After the deploy, update the name in the listed workflows.',
  check: ({ connections, users }) =>
    connections.flatMap((connection) => {
      const { fate, identity } = connection;
      const { before, after } = identity ?? {};
      if (fate === 'replaced' || !before || !after || before.name === after.name) return [];
      const text =
        `The connection ${connection.key} is renamed from ${before.name} to ${after.name}: workflows that refer to the ` +
        'old name stop working, those that refer to its object id keep working';
      const lines = workflowLines(users.get(before.objectId));
      return [failed(subjectOfConnection(connection), [text, ...lines].join('\n'))];
    }),
};
