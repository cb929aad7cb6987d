import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { awsAlone, withoutScripts } from './compared';
import { openStage } from './stage';

export interface ScaleResult {
  connections: number;
  both: Life;
  aws: Life;
  /** The AWS side and as many instances of Terraform's own `terraform_data`, without a script. */
  withoutScripts: Life;
}

/** Seconds of the first apply, a plan without changes and the destroy, and bytes of state after the apply. */
export interface Life {
  apply: number;
  plan: number;
  destroy: number;
  state: number;
}

/** Measures a deployment with enhanced connections in one account, and what it is compared with, with the real Terraform and provider. */
export async function scale(directory: string, connections: number, log: (line: string) => void): Promise<ScaleResult> {
  const stage = await openStage(join(directory, `scale-${connections}`), 1, log);
  const seconds = async (cwd: string, ...args: string[]) => (await stage.terraform(cwd, ...args)).seconds;
  const live = async (what: string, cwd: string, state = join(cwd, 'terraform.tfstate')): Promise<Life> => {
    log(`${connections} connections: ${what}`);
    await stage.terraform(cwd, 'init', '-input=false');
    return {
      apply: await seconds(cwd, 'apply', '-auto-approve', '-input=false'),
      plan: await seconds(cwd, 'plan', '-input=false'),
      state: (await stat(state)).size,
      destroy: await seconds(cwd, 'destroy', '-auto-approve'),
    };
  };
  try {
    const stack = await stage.synthesize(connections);
    const beside = (name: string) => join(stack, '..', '..', name);
    return {
      connections,
      aws: await live('the AWS side alone', await awsAlone(stack, beside('aws-alone'))),
      withoutScripts: await live('without scripts', await withoutScripts(stack, beside('without-scripts'))),
      both: await live('both sides', stack, stage.state),
    };
  } finally {
    await stage.close();
  }
}
