import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformError, terraformErrorLine } from './errors';
import { runTerraform } from './run';

/** A state as Terraform stores it, as far as moving instances needs to know. Source: Terraform's state format, version 4. */
export interface StateFile {
  version: 4;
  terraform_version: string;
  serial: number;
  lineage: string;
  outputs: Record<string, unknown>;
  resources: StoredResource[];
  check_results?: unknown;
}

export interface StoredResource {
  mode: 'managed' | 'data';
  type: string;
  name: string;
  provider: string;
  instances: { index_key?: string | number; attributes?: { id?: string } }[];
}

/**
 * The state of the stack in a directory, or nothing when it has none yet.
 *
 * @throws TerraformError with Terraform's own error
 */
export async function pullState(directory: string): Promise<StateFile | undefined> {
  await run(directory, ['init', '-input=false', '-no-color']);
  const text = (await run(directory, ['state', 'pull'])).trim();
  if (text === '') return undefined;
  const state = JSON.parse(text) as StateFile;
  if (state.version !== 4) throw new TerraformError('failed', `the state in ${directory} has version ${state.version}`);
  return state;
}

/**
 * Stores a state through the backend of the stack in a directory. Terraform refuses it when somebody changed the state
 * meanwhile.
 */
export async function pushState(directory: string, state: StateFile): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'state-'));
  try {
    const file = join(temporary, 'state.json');
    await writeFile(file, JSON.stringify(state), { mode: 0o600 });
    await run(directory, ['state', 'push', file]);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function run(directory: string, args: string[]): Promise<string> {
  const env = { TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  const { code, stdout, stderr } = await runTerraform(args, { cwd: directory, env });
  if (code === 0) return stdout;
  throw new TerraformError(
    'failed',
    `terraform ${args.join(' ')} failed (${directory}): ${terraformErrorLine(stderr + stdout)}`,
  );
}
