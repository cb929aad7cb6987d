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
    connections.flatMap((connection) => {
      const { key, fate, identity } = connection;
      if (fate !== 'replaced' || !identity) return [];
      const { before, after = before } = identity;
      const text =
        after.name === before.name
          ? `gets a new object id: workflows that refer to the old one stop working, those that refer to the name ${before.name} keep working`
          : `gets a new object id, and the name ${after.name} instead of ${before.name}: workflows that refer to either stop working`;
      const lines = workflowLines(users.get(before.objectId));
      return [failed(subjectOfConnection(connection), [`The connection ${key} ${text}`, ...lines].join('\n'))];
    }),
};
