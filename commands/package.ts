import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedStack } from '../deployment/resolved-stack';
import type { Deployment } from '../deployment/schema';
import { runApp, stackDirectory } from '../terraform/cdktf';
import { directoryOf } from '../terraform/stack';
import { type Arguments, type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import type { Output } from './cli/terminal';
import { connectHcp } from './hcp/api';
import { packDirectory } from './hcp/archive';
import { lockProviders } from './hcp/provider-lock';
import { followRun, type Outcome, runPage, startRun } from './hcp/run';
import { findTarget } from './hcp/target';
import { credentialsKind, findWorkspace, warnings } from './hcp/workspace';

export const command: Command = {
  summary: "Packs a tenant's stack as a tar.gz that runs without this project, and can start a run in HCP Terraform.",
  usage: 'package -- <tenant>',
  options: {
    out: { type: 'string', description: 'where to write the package (<tenant>.tar.gz; with --upload nowhere)' },
    upload: { type: 'boolean', description: 'upload it to HCP Terraform, start a run and follow it' },
    'plan-only': { type: 'boolean', description: 'with --upload: plan only; the run cannot be applied' },
    'auto-apply': { type: 'boolean', description: 'with --upload: apply without asking, whatever the workspace says' },
    message: { type: 'string', description: 'with --upload: what the run is for' },
    'skip-provider-lock': { type: 'boolean', description: 'leave out the lock file of the providers' },
  },
  exitCodes: {
    0: 'packed; with --upload: applied, or nothing to change',
    1: 'failed',
    2: 'with --upload: there are changes that have not been applied yet',
  },
  run,
};

const EXIT_CODES: Record<Outcome, number> = { unchanged: 0, applied: 0, changes: 2, waiting: 2, blocked: 2, failed: 1 };

async function run({ positionals, flags }: Arguments, output: Output): Promise<number> {
  const { file, deployment, stacks } = selectStacks(positionals);
  // With `layout: account` a tenant's name is that of one of its stacks too, and here it means that one.
  const tenant = stacks.length === 1 ? stacks[0] : stacks.find(({ name }) => name === positionals[0]);
  if (!tenant || positionals.length > 1) {
    throw new CommandError(`Name one stack to pack: ${stacks.map(({ name }) => name).join(', ')}.`);
  }
  refuseWhatCannotLeave(deployment, Boolean(flags.upload));
  const directory = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    await synthesize(file, directory, output);
    const stack = stackDirectory(tenant.name, directory);
    if (!flags['skip-provider-lock']) {
      await lockProviders({ directory: stack, previous: directoryOf(tenant.name), env: process.env }, output);
    }
    const { archive, files } = await packDirectory(stack);
    if (flags.out || !flags.upload) {
      const path = String(flags.out ?? `${tenant.name}.tar.gz`);
      await writeFile(path, archive);
      const digest = createHash('sha256').update(archive).digest('hex');
      output.print(`${path}: ${files.length} files, ${archive.length} bytes, SHA-256 ${digest}`);
    }
    return flags.upload ? await upload({ tenant, deployment, archive, flags }, output) : 0;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function refuseWhatCannotLeave({ backend }: Deployment, uploads: boolean): void {
  if (backend.type === 'local') {
    throw new CommandError(
      'A package cannot carry its state, and `backend.type` is local: set it to hcp, s3 or none in the deployment file.',
    );
  }
  if (backend.type === 's3' && uploads) {
    throw new CommandError(
      'HCP Terraform would keep the state in its workspace and ignore the bucket: set `backend.type` to hcp or none in ' +
        'the deployment file to upload.',
    );
  }
}

async function synthesize(file: string, directory: string, output: Output): Promise<void> {
  const onOutput = (text: string) => output.progress(text.trimEnd());
  const result = await runApp({ file, output: directory, onOutput });
  if (result.code !== 0) throw new CommandError('The stacks could not be synthesized.');
}

interface Upload {
  tenant: ResolvedStack;
  deployment: Deployment;
  archive: Buffer;
  flags: Arguments['flags'];
}

async function upload({ tenant, deployment, archive, flags }: Upload, output: Output): Promise<number> {
  const target = await findTarget({ backend: deployment.backend, state: tenant.stateName, env: process.env });
  const intent = { planOnly: Boolean(flags['plan-only']), runner: deployment.runner };
  const api = await connectHcp(target);
  try {
    const workspace = await findWorkspace(api, target, intent);
    const kind = await credentialsKind(api, workspace.id, tenant.access);
    for (const warning of warnings(workspace.attributes, intent)) output.progress(warning);
    const id = await startRun(api, {
      workspace: workspace.id,
      archive,
      planOnly: intent.planOnly,
      autoApply: flags['auto-apply'] ? true : undefined,
      message: String(flags.message ?? `npm run package -- ${tenant.name} --upload`),
      credentials: kind,
    });
    const page = runPage(target, id);
    output.print(page);
    const outcome = await followRun(api, id, output);
    output.print(`${SENTENCES[outcome]} ${page}`);
    return EXIT_CODES[outcome];
  } finally {
    await api.close();
  }
}

const SENTENCES: Record<Outcome, string> = {
  unchanged: 'Nothing to change:',
  applied: 'Applied:',
  changes: 'There are changes, in a run that only plans:',
  waiting: 'There are changes, which wait for a confirmation:',
  blocked: 'There are changes, and a decision about a policy or a task is open:',
  failed: 'The run failed:',
};
