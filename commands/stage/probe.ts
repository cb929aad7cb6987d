import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { terraformErrorLine } from '../../terraform/errors';
import { runTerraform } from '../../terraform/run';

export interface Probe {
  available: boolean;
  /** Why not, as Terraform says it. Empty when available. */
  reason: string;
}

export interface ProbeOptions {
  /** Where a directory for the attempt is made, and removed afterwards. */
  directory: string;
  /** The environment that Terraform will run with. */
  env: Record<string, string | undefined>;
  /** In milliseconds. @default 30000 */
  timeoutMs?: number;
}

/** Installs a provider into a directory that is thrown away. Fit for small providers only. */
export async function canInstall(source: string, version: string, options: ProbeOptions): Promise<Probe> {
  const { directory, env, timeoutMs = 30_000 } = options;
  const attempt = await mkdtemp(join(directory, 'probe-'));
  try {
    const configuration = { terraform: { required_providers: { wanted: { source, version } } } };
    await writeFile(join(attempt, 'main.tf.json'), JSON.stringify(configuration));
    const result = await runTerraform(['init', '-backend=false', '-input=false', '-no-color'], {
      cwd: attempt,
      // Where Terraform keeps the user's own work must not meet the attempt.
      env: {
        TF_REGISTRY_DISCOVERY_RETRY: '0',
        ...env,
        TF_DATA_DIR: undefined,
        TF_WORKSPACE: undefined,
        TF_LOG: undefined,
      },
      timeoutMs,
    });
    const output = result.timedOut ? `no answer after ${timeoutMs / 1000} s` : result.stdout + result.stderr;
    // What stands before the reason only repeats the question.
    const reason = terraformErrorLine(output).replace(/^Failed to query .* for provider \S+: /, '');
    return result.code === 0 ? { available: true, reason: '' } : { available: false, reason };
  } finally {
    await rm(attempt, { recursive: true, force: true });
  }
}
