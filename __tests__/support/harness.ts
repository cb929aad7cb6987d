import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { type PreparedTerraform, prepareTerraform } from '../../commands/stage/providers';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index';
import { type RunResult, runCommand, runTerraform } from '../../terraform/run';

const ROOT = resolve(__dirname, '..', '..');

/** Runs Terraform after taking everything out of the configuration that needs the AWS provider. */
const WITHOUT_AWS = join(__dirname, 'dynatrace-side', 'terraform');

type Json = Record<string, unknown>;

/** What a test scripts to go wrong. */
export type Fault = Parameters<Sandbox['dynatrace']['faults']['add']>[0];

/** A sandbox, a working directory, and the tools that a user would run in it. */
export interface Workspace {
  directory: string;
  sandbox: Sandbox;
  /** Everything that a user's shell would have exported, and what Terraform needs on this machine. */
  env: Record<string, string | undefined>;
  /** Directory of the synthesized stack of a tenant. */
  stack(tenant?: string): string;
  /** A deployment file for the sandbox, with one account `main` and one tenant `sandbox`. */
  deployment(tenant?: Json, root?: Json): Json;
  /** Writes the deployment file and synthesizes it. */
  synthesize(deployment: Json): Promise<RunResult>;
  /**
   * The same for a workspace that leaves out what is in AWS from now on, so that Terraform need not load the AWS
   * provider: a run takes one second instead of ten. Commands leave it out as well.
   */
  synthesizeDynatraceSide(deployment: Json): Promise<void>;
  /** Runs Terraform in the stack's directory, initialized once. */
  terraform(
    args: string[],
    options?: { tenant?: string; env?: Record<string, string | undefined> },
  ): Promise<RunResult>;
  /** What the next apply would do: `create`, `update`, `replace` or `delete`, by address. Leaves the plan in `plan`. */
  plan(tenant?: string, args?: string[]): Promise<Record<string, string>>;
  /** Synthesizes and applies; throws with Terraform's output when that fails. */
  deploy(deployment: Json): Promise<RunResult>;
  /** Runs an npm command of the project, such as `drift`. */
  command(name: string, args?: string[]): Promise<RunResult>;
  /** Everything that commands of this workspace printed so far. */
  transcript(): string;
  close(): Promise<void>;
}

/** Looking for Terraform's providers takes longer than some tests, so that the workspaces of one file share it. */
let terraform: Promise<PreparedTerraform> | undefined;
let terraformDirectory = '';

afterAll(async () => {
  await (await terraform)?.close();
  await rm(terraformDirectory, { recursive: true, force: true });
});

async function prepareOnce(): Promise<PreparedTerraform> {
  terraformDirectory = await mkdtemp(join(tmpdir(), 'terraform-'));
  return prepareTerraform({ directory: terraformDirectory, log: () => {} });
}

/** @param shared the workspace of somebody else, to work on the same sandbox with another file and other states */
export async function createWorkspace(options: SandboxOptions = {}, shared?: Workspace): Promise<Workspace> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
  const sandbox = shared?.sandbox ?? (await startSandbox(options));
  sandbox.dynatrace.behaviour.install.polls = 0;
  terraform ??= prepareOnce();
  const prepared = await terraform;
  const file = join(directory, 'deployment.yaml');
  const output = join(directory, 'cdktf.out');
  const env: Workspace['env'] = {
    ...prepared.env,
    ...sandbox.credentials,
    CDKTF_OUTDIR: output,
    DEPLOYMENT_FILE: file,
    NO_COLOR: '1',
    TF_CLI_ARGS: '-no-color',
  };
  const initialized = new Set<string>();
  let printed = '';
  const record = async (running: Promise<RunResult>) => {
    const result = await running;
    printed += `${result.stdout}${result.stderr}`;
    return result;
  };

  const workspace: Workspace = {
    directory,
    sandbox,
    env,
    stack: (tenant = 'sandbox') => join(output, 'stacks', tenant),
    deployment: (tenant = {}, root = {}) => ({
      name: 'e2e',
      accounts: {
        main: { id: '123456789012', region: 'us-east-1', endpoints: { iam: sandbox.aws.url, sts: sandbox.aws.url } },
      },
      tenants: {
        sandbox: {
          environment: sandbox.dynatrace.url,
          ssoUrl: sandbox.dynatrace.ssoUrl,
          accountUrl: sandbox.dynatrace.accountUrl,
          issuer: sandbox.dynatrace.tenant.issuer.issuer,
          app: { install: 'hub', onDestroy: 'uninstall' },
          ...tenant,
        },
      },
      ...root,
    }),
    async synthesize(deployment) {
      await writeFile(file, stringify(deployment));
      return record(runCommand(process.execPath, [join(ROOT, 'run.mjs'), 'main.ts'], { cwd: ROOT, env }));
    },
    async synthesizeDynatraceSide(deployment) {
      env.TERRAFORM_BINARY_NAME = WITHOUT_AWS;
      succeed(await workspace.synthesize(deployment));
    },
    async terraform(args, { tenant = 'sandbox', env: extra = {} } = {}) {
      const cwd = workspace.stack(tenant);
      if (!initialized.has(cwd)) {
        succeed(await runTerraform(['init', '-input=false'], { cwd, env }));
        initialized.add(cwd);
      }
      return record(runTerraform(args, { cwd, env: { ...env, ...extra } }));
    },
    async plan(tenant, args = []) {
      // `terraform show -json` would load the AWS provider once more.
      const { stdout } = succeed(
        await workspace.terraform(['plan', '-input=false', '-json', '-out=plan', ...args], { tenant }),
      );
      const messages = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; change?: { resource: { addr: string }; action: string } });
      const changes = messages.flatMap(({ type, change }) => (type === 'planned_change' && change ? [change] : []));
      return Object.fromEntries(changes.map(({ resource, action }) => [resource.addr, action]));
    },
    async deploy(deployment) {
      succeed(await workspace.synthesize(deployment));
      return succeed(await workspace.terraform(['apply', '-auto-approve', '-input=false']));
    },
    command: (name, args = []) =>
      record(
        runCommand(process.execPath, [join(ROOT, 'run.mjs'), 'commands/main.ts', name, ...args], { cwd: ROOT, env }),
      ),
    transcript: () => printed,
    async close() {
      if (!shared) await sandbox.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return workspace;
}

/** @throws Error with everything that the command printed, when it failed. */
export function succeed(result: RunResult): RunResult {
  if (result.code !== 0) throw new Error(`exit code ${result.code}\n${result.stdout}\n${result.stderr}`);
  return result;
}

/** What a command printed on both streams, with Terraform's line breaks and frames taken out. */
export function said({ stdout, stderr }: Pick<RunResult, 'stdout' | 'stderr'>): string {
  return `${stdout}${stderr}`.replace(/\s*\n[│\s]*/g, ' ');
}
