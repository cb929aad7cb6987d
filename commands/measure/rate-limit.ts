import { join } from 'node:path';
import { openStage } from './stage';

export interface RateLimitResult {
  /** In seconds. */
  apply: number;
  destroy: number;
}

/** Deploys and destroys enhanced connections while Dynatrace answers 429 to more than so many requests in a second. */
export async function rateLimit(
  directory: string,
  { connections, perSecond }: { connections: number; perSecond: number },
  log: (line: string) => void,
): Promise<RateLimitResult> {
  const stage = await openStage(join(directory, 'rate-limit'), 1, log);
  try {
    const stack = await stage.synthesize(connections);
    stage.limitRequests(perSecond);
    const run = async (...args: string[]) => (await stage.terraform(stack, ...args)).seconds;
    await run('init', '-input=false');
    const apply = await run('apply', '-auto-approve', '-input=false');
    const destroy = await run('destroy', '-auto-approve', '-input=false');
    return { apply, destroy };
  } finally {
    await stage.close();
  }
}
