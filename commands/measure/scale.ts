import { join } from 'node:path';
import { awsAlone, withoutScripts } from './compared';
import { openStage } from './stage';

export interface ScaleResult {
  connections: number;
  /** In seconds: a plan without changes, the first apply, and the destroy. */
  both: Durations;
  /** The same for the AWS side alone. */
  aws: Durations;
  /** The same for the AWS side and as many instances of Terraform's own `terraform_data`, without a script. */
  withoutScripts: Durations;
  /** Bytes of state per connection. */
  statePerConnection: number;
}

export interface Durations {
  plan: number;
  apply: number;
  destroy: number;
}

/** Times a deployment with enhanced connections in one account, and what it is compared with, with the real Terraform and provider. */
export async function scale(directory: string, connections: number, log: (line: string) => void): Promise<ScaleResult> {
  const stage = await openStage(join(directory, `scale-${connections}`), 1, log);
  const seconds = async (cwd: string, ...args: string[]) => (await stage.terraform(cwd, ...args)).seconds;
  const deploy = async (cwd: string): Promise<Durations> => {
    await stage.terraform(cwd, 'init', '-input=false');
    const apply = await seconds(cwd, 'apply', '-auto-approve', '-input=false');
    return { apply, plan: await seconds(cwd, 'plan', '-input=false'), destroy: 0 };
  };
  const destroy = (cwd: string) => seconds(cwd, 'destroy', '-auto-approve');
  const whole = async (cwd: string) => ({ ...(await deploy(cwd)), destroy: await destroy(cwd) });
  try {
    const stack = await stage.synthesize(connections);
    log(`${connections} connections: the AWS side alone`);
    const aws = await whole(await awsAlone(stack, join(stack, '..', '..', 'aws-alone')));
    log(`${connections} connections: without scripts`);
    const plain = await whole(await withoutScripts(stack, join(stack, '..', '..', 'without-scripts')));
    log(`${connections} connections: both sides`);
    const both = await deploy(stack);
    const statePerConnection = (await stage.stateSize()) / connections;
    both.destroy = await destroy(stack);
    return { connections, both, aws, withoutScripts: plain, statePerConnection };
  } finally {
    await stage.close();
  }
}
