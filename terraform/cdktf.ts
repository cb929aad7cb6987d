import { join } from 'node:path';
import { PROJECT } from './project';
import { type RunResult, runCommand } from './run';

export interface CdktfOptions {
  env?: Record<string, string | undefined>;
  onOutput?: (text: string) => void;
}

/**
 * Runs the project's cdktf without its questions, version check and colours.
 *
 * @param args command, stack and options, for example `['deploy', 'prod', '--auto-approve']`
 */
export function runCdktf(args: string[], { env, onOutput }: CdktfOptions = {}): Promise<RunResult> {
  return runCommand(process.execPath, [require.resolve('cdktf-cli/bundle/bin/cdktf'), ...args], {
    cwd: PROJECT,
    env: { CI: '1', CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1', FORCE_COLOR: '0', ...env },
    onOutput,
  });
}

/** Where cdktf leaves a stack: its configuration, its plan, its scripts. */
export function stackDirectory(stack: string, output = process.env.CDKTF_OUTDIR ?? join(PROJECT, 'cdktf.out')): string {
  return join(output, 'stacks', stack);
}
