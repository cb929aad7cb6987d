import { stackName } from '../resolve';
import type { Tenant } from '../schema';
import type { CheckContext } from './context';

interface Stack {
  tenant: string;
  name: string;
  account?: string;
}

/** Stacks are named after tenants and accounts. Names that differ in case alone meet in files and in workspaces. */
export function checkStacks({ deployment, report }: CheckContext): void {
  const seen = new Map<string, Stack>();
  for (const stack of Object.entries(deployment.tenants).flatMap(([key, tenant]) => stacksOf(key, tenant))) {
    const folded = stack.name.toLowerCase();
    const earlier = seen.get(folded);
    // Two tenants whose own keys differ in case alone are reported with the keys.
    if (earlier && earlier.tenant !== stack.tenant && (earlier.account ?? stack.account) !== undefined) {
      report(
        'stack-name-twice',
        ['tenants', stack.tenant],
        `must have a different key, because ${both(earlier, stack)}`,
      );
    }
    seen.set(folded, earlier ?? stack);
  }
}

/** The stacks of a tenant, and those of the key that it had before, whose state it keeps. */
function stacksOf(tenant: string, { layout, movedFrom, connections }: Tenant): Stack[] {
  const accounts = [...new Set(Object.values(connections).map(({ account }) => account))];
  return [tenant, ...(movedFrom === undefined ? [] : [movedFrom])].flatMap((key) => [
    { tenant, name: key },
    ...(layout === 'account' ? accounts.map((account) => ({ tenant, name: stackName(key, account), account })) : []),
  ]);
}

function both(one: Stack, other: Stack): string {
  return `${described(one)} and ${described(other)} would both be called \`${other.name}\``;
}

function described({ tenant, account }: Stack): string {
  return account === undefined
    ? `the stack of \`${tenant}\``
    : `the stack of \`${tenant}\` for the account \`${account}\``;
}
