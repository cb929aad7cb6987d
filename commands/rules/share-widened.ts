import { failed, type Rule } from '../findings/rule';
import type { ConnectionReview } from '../plan/connections';
import { type Planned, subjectOfConnection } from './subjects';

export const shareWidened: Rule<Planned> = {
  id: 'share-widened',
  severity: 'warning',
  what: 'No connection is shared more widely than before, and no new one with everyone.',
  why: 'Anyone who can use a connection can do in AWS whatever its role allows.',
  cure: 'Share it only with the groups or users that need it.',
  check: ({ connections }) =>
    connections.flatMap((connection) => {
      const wider = widerShares(connection);
      if (wider.length === 0) return [];
      const how = connection.fate === 'created' ? 'with everyone' : 'more widely';
      const text = `The connection ${connection.key} is shared ${how}`;
      return [failed(subjectOfConnection(connection), [text, ...wider].join('\n'))];
    }),
};

function widerShares({ fate, shares }: ConnectionReview): string[] {
  return shares.flatMap(({ key, fate: shared, before, after }) => {
    const accessor = key.split('/').slice(1).join('/');
    const appears = shared === 'created' && (fate !== 'created' || accessor === 'all-users');
    const grows = before?.permission === 'read' && after?.permission === 'read-write';
    return appears || grows ? [`${accessor} (${after?.permission})`] : [];
  });
}
