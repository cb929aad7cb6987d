import { failed, type Rule } from '../findings/rule';
import { workflowLines } from '../plan/workflows';
import { type Planned, subjectOfConnection } from './subjects';

export const connectionDeleted: Rule<Planned> = {
  id: 'connection-deleted',
  severity: 'warning',
  what: 'No connection is deleted.',
  why: 'Workflows that use it fail at their next run.',
  cure: 'Move the listed workflows to another connection first.',
  check: ({ connections, users }) =>
    connections
      .filter(({ fate }) => fate === 'deleted')
      .map((connection) => {
        const text = `The connection ${connection.key} is deleted: workflows that use it stop working`;
        const lines = workflowLines(users.get(connection.identity?.before.objectId ?? ''));
        return failed(subjectOfConnection(connection), [text, ...lines].join('\n'));
      }),
};
