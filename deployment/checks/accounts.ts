import { partitionOf } from '../../model/iam';
import type { Account } from '../schema';
import type { CheckContext } from './context';

export function checkAccounts(context: CheckContext): void {
  const { deployment, report } = context;
  const seen = new Map<string, string>();
  for (const [key, account] of Object.entries(deployment.accounts)) {
    const path = ['accounts', key];
    const earlier = seen.get(account.id);
    if (earlier !== undefined) {
      const rule = `must be a different account from \`accounts.${earlier}\`; connections in the same account share one entry`;
      report('account-twice', [...path, 'id'], rule, account.id);
    }
    seen.set(account.id, earlier ?? key);
    checkPartition(context, key, account);
    checkExistingProvider(context, key, account);
  }
}

function checkPartition({ report }: CheckContext, key: string, account: Account): void {
  const path = ['accounts', key];
  const partition = partitionOf(account.region);
  if (account.partition !== undefined && account.partition !== partition) {
    const rule = `must be \`${partition}\`, the partition of the region ${account.region}`;
    report('partition-mismatch', [...path, 'partition'], rule, account.partition);
  }
  if (!account.assumeRole) return;
  const { roleArn } = account.assumeRole;
  const [, rolePartition, , , roleAccount] = roleArn.split(':');
  const at = [...path, 'assumeRole', 'roleArn'];
  if (rolePartition !== partition)
    report('partition-mismatch', at, `must be in the partition ${partition}, like the region`, roleArn);
  if (roleAccount !== account.id)
    report('account-mismatch', at, `must be a role in the account ${account.id}`, roleArn);
}

function checkExistingProvider({ report }: CheckContext, key: string, account: Account): void {
  if (account.oidcProvider !== 'existing') return;
  const rule = 'must be omitted with `oidcProvider: existing`, because this file then does not manage the provider';
  if (account.extraAudiences.length) report('provider-not-managed', ['accounts', key, 'extraAudiences'], rule);
  if (account.thumbprints) report('provider-not-managed', ['accounts', key, 'thumbprints'], rule);
}
