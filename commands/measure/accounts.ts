import { join } from 'node:path';
import { openStage } from './stage';

export interface AccountsResult {
  accounts: number;
  layout: 'tenant' | 'account';
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
  layout: AccountsResult['layout'],
  log: (line: string) => void,
): Promise<AccountsResult> {
  const stage = await openStage(join(directory, `accounts-${layout}-${count}`), count, log);
  try {
    const entries = Array.from({ length: count }, (_, index) => [`connection-${index}`, { account: `a${index}` }]);
    const deployment = {
      name: 'bench',
      accounts: stage.accounts(count),
      tenants: { bench: stage.tenant({ layout, connections: Object.fromEntries(entries) }) },
    };
    const first = await stage.synthesize(deployment, 'bench');
    const all = layout === 'tenant' ? ['bench'] : ['bench', ...entries.map((_, index) => `bench-a${index}`)];
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
