import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HcpExecution, type HcpJob, unpackArchive } from '../../sandbox/index';
import { runTerraform } from '../../terraform/run';

interface TerraformExecutionOptions {
  /** Takes the working directory of runs, their plans and the states of workspaces. */
  directory: string;
  /** What a runner has besides the workspace's variables; nothing of this process is handed on. */
  env: Record<string, string | undefined>;
}

/**
 * Carries out runs with Terraform as HCP Terraform's runners do: each phase unpacks the configuration anew, at the same
 * path, with nothing left from the phase before it but the saved plan, and the state is the workspace's.
 */
export function terraformExecution({ directory, env }: TerraformExecutionOptions): HcpExecution {
  const place = join(directory, 'run');
  const savedPlan = ({ run }: HcpJob) => join(directory, `${run.id}.tfplan`);

  async function prepare(job: HcpJob): Promise<Record<string, string | undefined>> {
    const { run, content } = job;
    await rm(place, { recursive: true, force: true });
    await mkdir(place, { recursive: true });
    await unpackArchive(content, place);
    const state = join(directory, `${run.workspace.id}.tfstate`);
    await writeFile(
      join(place, 'zzz_backend_override.tf.json'),
      JSON.stringify({ terraform: { backend: { local: { path: state } } } }),
    );
    await writeFile(join(place, 'terraform.tfvars'), variablesOf(job));
    const environment = {
      ...nothingOfThisProcess(),
      ...env,
      ...Object.fromEntries(
        run.workspace.variables.filter(({ category }) => category === 'env').map(({ key, value }) => [key, value]),
      ),
      ...injected(job),
    };
    await terraform(job, environment, ['init', '-input=false']);
    return environment;
  }

  async function terraform(job: HcpJob, environment: Record<string, string | undefined>, args: string[]) {
    const result = await runTerraform(args, { cwd: place, env: environment, onOutput: job.log });
    if (result.code !== 0) throw new Error(`terraform ${args[0]} ended with exit code ${result.code}`);
    return result.stdout;
  }

  return {
    async plan(job) {
      const environment = await prepare(job);
      const output = await terraform(job, environment, ['plan', '-input=false', '-out=tfplan']);
      await copyFile(join(place, 'tfplan'), savedPlan(job));
      const [, additions = 0, changes = 0, destructions = 0] =
        /Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/.exec(output)?.map(Number) ?? [];
      return { succeeded: true, additions, changes, destructions };
    },
    async apply(job) {
      const environment = await prepare(job);
      await copyFile(savedPlan(job), join(place, 'tfplan'));
      await terraform(job, environment, ['apply', '-input=false', 'tfplan']);
      return true;
    },
  };
}

/** The workspace's Terraform variables; those of the run go before them. */
function variablesOf({ run }: HcpJob): string {
  const values = new Map<string, string>();
  for (const { key, value, category, hcl } of run.workspace.variables) {
    if (category === 'terraform') values.set(key, hcl ? value : JSON.stringify(value));
  }
  for (const { key, value } of run.variables) values.set(key, value);
  return [...values].map(([key, value]) => `${key} = ${value}\n`).join('');
}

/** What HCP Terraform adds to every run, for programs and as Terraform variables. Source: "Run Environment". */
function injected({ run }: HcpJob): Record<string, string> {
  const values = {
    TFC_RUN_ID: run.id,
    TFC_WORKSPACE_NAME: run.workspace.name,
    TFC_WORKSPACE_SLUG: `${run.workspace.organization}/${run.workspace.name}`,
  };
  const variables = Object.entries(values).map(([name, value]) => [`TF_VAR_${name}`, value]);
  return { ...values, ...Object.fromEntries(variables) };
}

function nothingOfThisProcess(): Record<string, undefined> {
  return Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
}
