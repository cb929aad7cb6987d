import { isWritten } from '../source';
import { didYouMean, wordList } from '../suggest';
import { type CheckContext, type ConnectionEntry, connectionsOf } from './context';

/** A connection with `roleOf` uses another's role as it is, in the same account. */
export function checkSharedRoles(context: CheckContext): void {
  const { source, report } = context;
  for (const { tenant, key, connection, path } of connectionsOf(context)) {
    const { roleOf, retired } = connection;
    if (retired) checkRetired(context, { tenant, key, connection, path });
    if (roleOf === undefined) continue;
    const at = [...path, 'roleOf'];
    const known = Object.keys(tenant.connections).filter((other) => other !== key);
    const target = Object.hasOwn(tenant.connections, roleOf) ? tenant.connections[roleOf] : undefined;
    if (roleOf === key) {
      report('role-of', at, 'must be a different connection', roleOf);
    } else if (!known.includes(roleOf)) {
      const words = known.length ? `: ${wordList(known)}` : '';
      report('role-of', at, `must be a different connection of this tenant${words}`, roleOf, didYouMean(roleOf, known));
    } else if (target?.roleOf !== undefined) {
      report(
        'role-of',
        at,
        `must be a connection with a role of its own, but \`${roleOf}\` uses the role of another`,
        roleOf,
      );
    } else if (target && target.account !== connection.account) {
      report('role-of', at, `must be a connection in the account \`${connection.account}\``, roleOf);
    }
    for (const own of ['role', 'permissions']) {
      if (isWritten(source, [...path, own])) {
        report(
          'role-of-unchanged',
          [...path, own],
          `must be omitted, because \`roleOf\` uses the role of \`${roleOf}\` unchanged`,
        );
      }
    }
  }
}

/** A retired connection is there for its role alone, so that somebody has to use that. */
function checkRetired(
  { report }: CheckContext,
  { tenant, key, connection, path }: Pick<ConnectionEntry, 'tenant' | 'key' | 'connection' | 'path'>,
): void {
  const used = Object.values(tenant.connections).some(({ roleOf, retired }) => roleOf === key && !retired);
  if (connection.roleOf !== undefined || !used) {
    report(
      'connection-retired',
      [...path, 'retired'],
      'must be omitted, along with the whole connection, unless another one names it in `roleOf`',
    );
  }
}
