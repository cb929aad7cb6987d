import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findTerraform } from '../../terraform/binary';
import { TerraformError, terraformErrorLine } from '../../terraform/errors';
import { runTerraform } from '../../terraform/run';
import type { Output } from '../cli/terminal';

const LOCK_FILE = '.terraform.lock.hcl';

/** What HCP Terraform's own runners are. */
const HOSTED = 'linux_amd64';

/** Checksums come with the whole package of each provider and platform, hundreds of megabytes. */
const DEADLINE_MS = 15 * 60_000;

interface LockOptions {
  /** The synthesized stack, which gets the lock file. */
  directory: string;
  /** Where the stack was deployed from before, whose provider versions are kept. */
  previous: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Locks the providers for HCP Terraform's runners and for this machine. Without Terraform or its registry there is no
 * lock file, and the runner takes the newest providers that the stack accepts.
 *
 * @returns whether there is a lock file
 */
export async function lockProviders({ directory, previous, env }: LockOptions, output: Output): Promise<boolean> {
  try {
    const { name, product, platform } = await findTerraform(env);
    if (product !== 'Terraform') {
      output.progress(`No lock file: HCP Terraform needs one that Terraform wrote, and ${name} is ${product}.`);
      return false;
    }
    await copyFile(join(previous, LOCK_FILE), join(directory, LOCK_FILE)).catch(() => {});
    const platforms = [...new Set([HOSTED, platform])];
    output.progress(`Locking the providers for ${platforms.join(' and ')}, which downloads them …`);
    const args = ['providers', 'lock', '-no-color', ...platforms.map((one) => `-platform=${one}`)];
    const result = await runTerraform(args, { cwd: directory, env, timeoutMs: DEADLINE_MS });
    if (result.code === 0) return true;
    await rm(join(directory, LOCK_FILE), { force: true });
    const reason = result.timedOut ? 'no answer in time' : terraformErrorLine(result.stdout + result.stderr);
    output.progress(`No lock file, because the providers' registry cannot be used from here: ${reason}`);
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    output.progress(`No lock file: ${error.message}`);
  }
  return false;
}
