import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { outputDirectory, runApp, stackDirectory } from './cdktf';
import { TerraformError, terraformErrorLine } from './errors';
import type { Plan, State } from './json';
import { type RunResult, runTerraform } from './run';
import { requireStored } from './state-version';

const QUIET = { TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };

/**
 * Writes the Terraform configuration of every tenant, as `cdktf synth` does.
 *
 * @throws TerraformError with what synthesis printed
 */
export async function synthesize({ file }: { file: string }): Promise<void> {
  const output = outputDirectory();
  await mkdir(output, { recursive: true });
  const result = await runApp({ file, output });
  if (result.code !== 0) {
    throw new TerraformError('failed', `could not synthesize ${file}: ${(result.stderr || result.stdout).trim()}`);
  }
}

/**
 * Reads the state of a synthesized tenant from whatever backend it has.
 *
 * @throws TerraformError with Terraform's own error
 */
export async function readState(tenant: string): Promise<State> {
  await initialize(tenant);
  await requireStored(directoryOf(tenant));
  const result = await show(tenant, []);
  if (result.code !== 0) throw terraformFailure('read the state', tenant, result);
  return JSON.parse(result.stdout) as State;
}

/**
 * Reads the plan that `cdktf diff` left in the stack's directory.
 *
 * @throws TerraformError when there is none, or Terraform cannot read it
 */
export async function readPlan(tenant: string): Promise<Plan> {
  if (!existsSync(planFile(tenant))) {
    throw new TerraformError(
      'failed',
      `${tenant} has no saved plan (${planFile(tenant)}). Make one: npm run diff -- ${tenant}`,
    );
  }
  const result = await show(tenant, ['plan']);
  if (result.code !== 0) throw terraformFailure('read the plan', tenant, result);
  return JSON.parse(result.stdout) as Plan;
}

export interface PlanOptions {
  /** Addresses to replace whatever the configuration says. */
  replace?: string[];
  /** Plans to destroy everything. */
  destroy?: boolean;
  onOutput?: (text: string) => void;
}

/**
 * Plans a synthesized stack and saves the plan where `readPlan` and `applyPlan` find it.
 *
 * @throws TerraformError with Terraform's own error
 */
export async function planStack(stack: string, { replace = [], destroy, onOutput }: PlanOptions): Promise<void> {
  await initialize(stack);
  await rm(planFile(stack), { force: true });
  const options = [...(destroy ? ['-destroy'] : []), ...replace.map((address) => `-replace=${address}`)];
  const result = await terraformIn(stack, ['plan', '-input=false', '-no-color', '-out=plan', ...options], onOutput);
  if (result.code !== 0) throw terraformFailure('make a plan', stack, result);
}

/**
 * Takes back that resources were marked as tainted.
 *
 * @throws TerraformError with Terraform's own error
 */
export async function untaint(stack: string, addresses: string[]): Promise<void> {
  for (const address of addresses) {
    const result = await terraformIn(stack, ['untaint', '-no-color', address]);
    if (result.code !== 0) throw terraformFailure(`untaint ${address}`, stack, result);
  }
}

/**
 * Applies exactly the plan that was saved; Terraform refuses it when the state changed meanwhile.
 *
 * @throws TerraformError with Terraform's own error
 */
export async function applyPlan(stack: string, onOutput?: (text: string) => void): Promise<void> {
  const result = await terraformIn(stack, ['apply', '-input=false', '-no-color', 'plan'], onOutput);
  if (result.code !== 0) throw terraformFailure('apply the plan', stack, result);
}

/** Where `cdktf diff` saves its plan. */
export function planFile(tenant: string): string {
  return join(directoryOf(tenant), 'plan');
}

/** Where the configuration of a tenant is, and where its create scripts leave what they report. */
export function directoryOf(tenant: string): string {
  return stackDirectory(tenant);
}

/** Runs Terraform in the directory of a stack. */
export function terraformIn(tenant: string, args: string[], onOutput?: (text: string) => void): Promise<RunResult> {
  return runTerraform(args, { cwd: directoryOf(tenant), env: QUIET, onOutput });
}

/**
 * Runs `terraform init` where it has not run yet for the providers and the backend that the configuration has now.
 *
 * @throws TerraformError with Terraform's own error
 */
async function initialize(stack: string): Promise<void> {
  const directory = directoryOf(stack);
  const { terraform } = JSON.parse(await readFile(join(directory, 'cdk.tf.json'), 'utf8')) as { terraform: unknown };
  const settings = JSON.stringify(terraform);
  const stamp = join(directory, '.terraform', 'initialized.json');
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === settings) return;
  const result = await terraformIn(stack, ['init', '-input=false', '-no-color']);
  if (result.code !== 0) throw terraformFailure('initialize Terraform', stack, result);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, settings);
}

function terraformFailure(what: string, tenant: string, { stdout, stderr }: RunResult): TerraformError {
  const line = terraformErrorLine(stderr + stdout);
  const isUnavailable = /^Failed to (query available provider packages|install provider)/.test(line);
  return new TerraformError(
    isUnavailable ? 'provider-unavailable' : 'failed',
    `could not ${what} of ${tenant} (in ${directoryOf(tenant)}): ${line}`,
  );
}

/** A directory that an older configuration was initialized in may need it again. */
async function show(tenant: string, args: string[]): Promise<RunResult> {
  const command = ['show', '-json', '-no-color', ...args];
  const result = await terraformIn(tenant, command);
  if (result.code === 0 || !/terraform init|not installed|required plugins|unavailable provider/i.test(result.stderr))
    return result;
  const again = await terraformIn(tenant, ['init', '-input=false', '-no-color']);
  return again.code === 0 ? terraformIn(tenant, command) : again;
}
