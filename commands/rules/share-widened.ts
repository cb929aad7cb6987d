import { failed, type Rule } from '../findings/rule';
import type { ConnectionReview } from '../plan/connections';
import { fateOf, type PlanIndex, triggersOf } from '../plan/plan-index';
import { type Planned, subjectOfConnection } from './subjects';

export const shareWidened: Rule<Planned> = {
  id: 'share-widened',
  severity: 'warning',
  what: 'No connection is shared with more people or rights than before, and no new one with everyone.',
  why: 'Whoever may use a connection may do in AWS what its role may do.',
  cure: 'Share with the group or the users that need it.',
  check: ({ connections, index }) =>
    connections.flatMap((connection) => {
      const wider = widerShares(connection, index);
      if (wider.length === 0) return [];
      const how = connection.fate === 'created' ? 'with everyone' : 'more widely';
      const text = `The connection ${connection.key} is shared ${how}`;
      return [failed(subjectOfConnection(connection), [text, ...wider].join('\n'))];
    }),
};

function widerShares({ key, fate }: ConnectionReview, index: PlanIndex): string[] {
  const shares = index
    .all('null_resource', 'connection_share')
    .filter((one) => String(one.index).startsWith(`${key}/`));
  return shares.flatMap((share) => {
    const [before, after] = [triggersOf(share, 'before'), triggersOf(share, 'after')];
    const appears = fateOf(share) === 'created' && (fate !== 'created' || after.accessor === 'all-users');
    const grows = before.permission === 'read' && after.permission === 'read-write';
    return appears || grows ? [`${after.accessor} (${after.permission})`] : [];
  });
}
