import { failed, type Rule } from '../findings/rule';
import { type Planned, subjectOfConnection } from './subjects';

export const sessionWidened: Rule<Planned> = {
  id: 'session-widened',
  severity: 'warning',
  what: 'No connection loses a session policy.',
  why: 'A session can do what both the role and its session policies allow; without session policies, everything that the role allows.',
  cure: 'Keep `sessionPolicies`, or restrict the role itself.',
  check: ({ connections }) =>
    connections.flatMap((connection) => {
      const { before, after } = connection.sessionPolicies;
      if (connection.fate === 'created' || connection.fate === 'deleted' || before.length === 0) return [];
      const removed = after.length === 0 ? before.map((arn) => `no longer narrowed by ${arn}`) : [];
      const added = after.filter((arn) => !before.includes(arn)).map((arn) => `also ${arn}`);
      if (removed.length + added.length === 0) return [];
      const text = `Sessions of the connection ${connection.key} may do more`;
      return [failed(subjectOfConnection(connection), [text, ...removed, ...added].join('\n'))];
    }),
};
