import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerraformError } from './errors';
import { runTerraform } from './run';

/** Which version of a state something is about. Every write of a state raises its serial. */
export interface StateVersion {
  lineage: string;
  serial: number;
}

/** The version of the state of the stack in a directory as it is now; nothing where it cannot be read. */
export async function currentVersion(directory: string): Promise<StateVersion | undefined> {
  const env = { TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  const { code, stdout } = await runTerraform(['state', 'pull'], { cwd: directory, env });
  return code === 0 ? versionIn(stdout) : undefined;
}

/** A state that was never written has no version. */
export function versionIn(text: string): StateVersion {
  const { lineage = '', serial = 0 } = text.trim() === '' ? {} : (JSON.parse(text) as Partial<StateVersion>);
  return { lineage, serial };
}

/**
 * Where the backend takes no state at the end of a run, Terraform leaves it in `errored.tfstate`. Without it the next run
 * would not know what the last one made.
 *
 * A backend that was empty gives the state that is stored another lineage, so that the file has to be deleted there.
 *
 * @throws TerraformError as long as the state in a directory is older than the one that was left, or another one
 */
export async function requireStored(directory: string): Promise<void> {
  const file = join(directory, 'errored.tfstate');
  if (!existsSync(file)) return;
  const left = versionIn(readFileSync(file, 'utf8'));
  const current = await currentVersion(directory);
  if (!current || (current.lineage === left.lineage && current.serial >= left.serial)) return;
  throw new TerraformError(
    'failed',
    `the last run could not store its state, and left it in ${file}. Store it first, then delete the file: ` +
      `terraform -chdir='${directory}' state push errored.tfstate`,
  );
}
