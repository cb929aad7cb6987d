import { isWritten, writtenKeys } from '../source';
import { didYouMean, wordList } from '../suggest';
import { type CheckContext, connectionsOf } from './context';

/** A connection with `roleOf` uses another's role as it is, in the same account. */
export function checkSharedRoles(context: CheckContext): void {
  const { source, report } = context;
  for (const { tenant, tenantKey, key, connection, path } of connectionsOf(context)) {
    const { roleOf } = connection;
    if (roleOf === undefined) continue;
    const at = [...path, 'roleOf'];
    const known = writtenKeys(source, ['tenants', tenantKey, 'connections']).filter((other) => other !== key);
    const target = Object.hasOwn(tenant.connections, roleOf) ? tenant.connections[roleOf] : undefined;
    if (roleOf === key) {
      report(at, 'must be another connection', roleOf);
    } else if (!known.includes(roleOf)) {
      const words = known.length ? `: ${wordList(known)}` : '';
      report(at, `must be another connection of this tenant${words}`, roleOf, didYouMean(roleOf, known));
    } else if (target?.roleOf !== undefined) {
      report(at, `must be a connection with a role of its own, and \`${roleOf}\` uses that of another`, roleOf);
    } else if (target && target.account !== connection.account) {
      report(at, `must be a connection of the account \`${connection.account}\``, roleOf);
    }
    for (const own of ['role', 'permissions']) {
      if (isWritten(source, [...path, own])) {
        report([...path, own], `must be left out, because \`roleOf\` takes the role of \`${roleOf}\` as it is`);
      }
    }
  }
}
