import { join } from 'node:path';
import { awsAlone, openStage } from './stage';

export interface ScaleResult {
  connections: number;
  /** In seconds: a plan without changes, the first apply, and the destroy. */
  both: Durations;
  /** The same for the AWS side alone. */
  aws: Durations;
  /** Bytes of state per connection. */
  statePerConnection: number;
}

interface Durations {
  plan: number;
  apply: number;
  destroy: number;
}

/** Times a deployment with enhanced connections in one account, and its AWS side alone, with the real Terraform and provider. */
export async function scale(directory: string, connections: number, log: (line: string) => void): Promise<ScaleResult> {
  const stage = await openStage(join(directory, `scale-${connections}`), 1, log);
  try {
    const stack = await stage.synthesize(connections);
    const alone = await awsAlone(stack, join(stack, '..', '..', 'aws-alone'));
    const run = async (cwd: string): Promise<Durations> => {
      await stage.terraform(cwd, 'init', '-input=false');
      const apply = await stage.terraform(cwd, 'apply', '-auto-approve', '-input=false');
      const plan = await stage.terraform(cwd, 'plan', '-input=false');
      return { apply: apply.seconds, plan: plan.seconds, destroy: 0 };
    };
    const destroy = async (cwd: string) => (await stage.terraform(cwd, 'destroy', '-auto-approve')).seconds;
    log(`${connections} connections: the AWS side alone`);
    const aws = await run(alone);
    aws.destroy = await destroy(alone);
    log(`${connections} connections: both sides`);
    const both = await run(stack);
    const size = await stage.stateSize();
    both.destroy = await destroy(stack);
    return { connections, both, aws, statePerConnection: size / connections };
  } finally {
    await stage.close();
  }
}
