import { join } from 'node:path';
import { awsAlone } from './compared';
import type { Measured } from './measure';
import { type Layout, openStage, TENANT } from './stage';

export interface AccountsResult {
  accounts: number;
  layout: Layout;
  /** The first plan, with the peak memory of Terraform and its providers; the most of the stacks that were planned. */
  plan: Measured;
  /** The same of the AWS side of the last of these stacks alone. */
  awsAlone: Measured;
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
    const planned = async (cwd: string) => {
      await stage.terraform(cwd, 'init', '-input=false');
      return stage.terraform(cwd, 'plan', '-input=false');
    };
    const plan: Measured = { seconds: 0, megabytes: 0 };
    for (const name of sample) {
      log(`${count} accounts, layout: ${layout}: planning ${name}`);
      const { seconds, megabytes } = await planned(join(first, '..', name));
      plan.seconds = Math.max(plan.seconds, seconds);
      plan.megabytes = Math.max(plan.megabytes, megabytes);
    }
    const last = join(first, '..', sample.at(-1) as string);
    log(`${count} accounts, layout: ${layout}: planning the AWS side alone`);
    const alone = await planned(await awsAlone(last, join(last, '..', 'aws-alone')));
    return { accounts: count, layout, plan, awsAlone: alone, stacks: sample.length };
  } finally {
    await stage.close();
  }
}
