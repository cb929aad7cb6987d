import { join } from 'node:path';
import { type Layout, openStage, TENANT } from './stage';

export interface AccountsResult {
  accounts: number;
  layout: Layout;
  /** Of the first plan, in seconds; with `layout: account` the slowest of the stacks that were planned. */
  plan: number;
  /** Peak memory of Terraform and its providers, in megabytes. */
  megabytes: number;
  /** How many stacks were planned. */
  stacks: number;
}

/** How many of many stacks are planned: they are alike. */
const SAMPLE = 5;

/** Times the plan of a tenant with one connection in each of several accounts. */
export async function accounts(
  directory: string,
  count: number,
  layout: Layout,
  log: (line: string) => void,
): Promise<AccountsResult> {
  const stage = await openStage(join(directory, `accounts-${layout}-${count}`), count, log);
  try {
    const first = await stage.synthesize(count, layout);
    const ofAccounts = Array.from({ length: count }, (_, index) => `${TENANT}-a${index}`);
    const all = layout === 'tenant' ? [TENANT] : [TENANT, ...ofAccounts];
    const every = Math.max(1, Math.floor(all.length / SAMPLE));
    const sample = all.filter((_, index) => index % every === 0).slice(0, SAMPLE + 1);
    const result: AccountsResult = { accounts: count, layout, plan: 0, megabytes: 0, stacks: sample.length };
    for (const name of sample) {
      log(`${count} accounts, layout: ${layout}: planning ${name}`);
      const cwd = join(first, '..', name);
      await stage.terraform(cwd, 'init', '-input=false');
      const { seconds, megabytes } = await stage.terraform(cwd, 'plan', '-input=false');
      result.plan = Math.max(result.plan, seconds);
      result.megabytes = Math.max(result.megabytes, megabytes);
    }
    return result;
  } finally {
    await stage.close();
  }
}
