import { hostPatternProblem, MAX_ALLOWED_HOSTS } from '../../model/hosts';
import type { Partition } from '../../model/iam';
import { allowList, partitionOfAccount } from '../resolve';
import { type CheckContext, connectionsOf } from './context';

export function checkHosts(context: CheckContext): void {
  const { deployment, report } = context;
  const partitions = new Map<string, Set<Partition>>();
  for (const { tenantKey, account } of connectionsOf(context)) {
    if (account)
      partitions.set(tenantKey, (partitions.get(tenantKey) ?? new Set<Partition>()).add(partitionOfAccount(account)));
  }
  for (const [key, tenant] of Object.entries(deployment.tenants)) {
    const path = ['tenants', key, 'allowedHosts'];
    const seen = new Set<string>();
    for (const [index, host] of tenant.allowedHosts.entries()) {
      const problem = hostPatternProblem(host);
      if (problem) report('host-pattern', [...path, index], problem, host);
      if (seen.has(host.toLowerCase())) report('listed-twice', [...path, index], 'must not be listed twice', host);
      seen.add(host.toLowerCase());
    }
    const { length } = allowList([...(partitions.get(key) ?? [])], tenant.allowedHosts);
    if (length > MAX_ALLOWED_HOSTS) {
      report('host-count', path, `must have at most ${MAX_ALLOWED_HOSTS} hosts, including those of AWS, got ${length}`);
    }
  }
}
