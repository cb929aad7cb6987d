import { partitionOfAccount } from '../resolve';
import { isWritten, writtenKeys } from '../source';
import { type CheckContext, type ConnectionEntry, connectionsOf } from './context';

/** A role that something else owns is used as it is: of the connection's account, by one connection directly. */
export function checkExistingRoles(context: CheckContext): void {
  const seen = new Map<string, string>();
  for (const entry of connectionsOf(context)) {
    const { tenantKey, key, connection, path } = entry;
    const { existing } = connection.role;
    if (existing === undefined) continue;
    checkArn(context, entry, existing);
    checkAlone(context, entry);
    const role = JSON.stringify([tenantKey, existing]);
    const earlier = seen.get(role);
    if (earlier !== undefined) {
      const rule = `must be a different role from that of \`${earlier}\``;
      context.report(
        'role-twice',
        [...path, 'role', 'existing'],
        rule,
        existing,
        `write \`roleOf: ${earlier}\` to use the same role`,
      );
    }
    seen.set(role, earlier ?? key);
  }
}

function checkArn({ report }: CheckContext, { account, path }: ConnectionEntry, arn: string): void {
  if (!account) return;
  const at = [...path, 'role', 'existing'];
  const [, partition, , , accountId] = arn.split(':');
  if (partition !== partitionOfAccount(account)) {
    report('partition-mismatch', at, `must be in the partition ${partitionOfAccount(account)}, like its account`, arn);
  } else if (accountId !== account.id) {
    report('account-mismatch', at, `must be a role in the account ${account.id}`, arn);
  }
}

function checkAlone({ source, report }: CheckContext, { path }: ConnectionEntry): void {
  const rule = 'must be omitted with `role.existing`, because this file then does not manage the role';
  for (const key of writtenKeys(source, [...path, 'role'])) {
    if (key !== 'existing') report('role-not-managed', [...path, 'role', key], rule);
  }
  if (isWritten(source, [...path, 'permissions'])) report('role-not-managed', [...path, 'permissions'], rule);
}
