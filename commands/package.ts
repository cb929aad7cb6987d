import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedStack } from '../deployment/resolved-stack';
import type { Deployment } from '../deployment/schema';
import { runApp, stackDirectory } from '../terraform/cdktf';
import { directoryOf } from '../terraform/stack';
import { type Arguments, type Command, CommandError } from './cli/command';
import { type Selection, selectStacks } from './cli/selection';
import { type Output, prefixed } from './cli/terminal';
import { packDirectory } from './hcp/archive';
import { lockProviders } from './hcp/provider-lock';
import type { Outcome } from './hcp/run';
import { refuseOneWorkspace, uploadPackage } from './hcp/upload';
import { forEachStack, requireAll } from './plan/schedule';

export const command: Command = {
  summary: 'Packs stacks as tar.gz files that run without this project, and can start runs in HCP Terraform.',
  usage: 'package <tenant or stack> [options]',
  options: {
    out: {
      type: 'string',
      description: 'where to write the package (<stack>.tar.gz; with --upload nowhere); of several stacks the folder',
    },
    upload: { type: 'boolean', description: 'upload to HCP Terraform, start runs and follow them' },
    'plan-only': { type: 'boolean', description: 'with --upload: plan only; the runs cannot be applied' },
    'auto-apply': { type: 'boolean', description: 'with --upload: apply without asking, whatever the workspace says' },
    message: { type: 'string', description: 'with --upload: what the runs are for' },
    'skip-provider-lock': { type: 'boolean', description: 'leave out the lock files of the providers' },
  },
  exitCodes: {
    0: 'packed; with --upload: applied, or nothing to change',
    1: 'failed',
    2: 'with --upload: there are changes that have not been applied yet',
  },
  run,
};

async function run({ positionals, flags }: Arguments, output: Output): Promise<number> {
  const selection = selectStacks(positionals);
  const { file, deployment, stacks, all } = selection;
  if (positionals.length === 0 && stacks.length > 1) {
    throw new CommandError(`Name what to pack: ${all.map(({ name }) => name).join(', ')}.`);
  }
  refuseWhatCannotLeave(deployment, Boolean(flags.upload));
  if (flags.upload) refuseOneWorkspace(deployment, stacks);
  const directory = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    await synthesize(file, directory, output);
    const packed = await forEachStack(stacks, (stack) => pack(stack, { selection, directory, flags }, output));
    requireAll(packed, 'packed');
    if (!flags.upload) return 0;
    const archives = new Map(packed.map(({ stack, result }) => [stack.name, result as Buffer]));
    return await upload(selection, archives, flags, output);
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

interface Packing {
  selection: Selection;
  /** Where the stacks were synthesized to. */
  directory: string;
  flags: Arguments['flags'];
}

async function pack({ name }: ResolvedStack, { selection, directory, flags }: Packing, output: Output) {
  const several = selection.stacks.length > 1;
  const stack = stackDirectory(name, directory);
  if (!flags['skip-provider-lock']) {
    const options = { directory: stack, previous: directoryOf(name), env: process.env };
    await lockProviders(options, prefixed(output, several ? name : ''));
  }
  const { archive, files } = await packDirectory(stack);
  if (flags.out || !flags.upload) {
    const folder = several ? String(flags.out ?? '') : '';
    if (folder) await mkdir(folder, { recursive: true });
    const path = several ? join(folder, `${name}.tar.gz`) : String(flags.out ?? `${name}.tar.gz`);
    await writeFile(path, archive);
    const digest = createHash('sha256').update(archive).digest('hex');
    output.print(`${path}: ${files.length} files, ${archive.length} bytes, SHA-256 ${digest}`);
  }
  return archive;
}

const DONE: Outcome[] = ['unchanged', 'applied'];

/** A run that waits for somebody keeps those of the stacks that depend on it from starting. */
const OPEN: Outcome[] = ['waiting', 'blocked'];

async function upload(
  { stacks, deployment }: Selection,
  archives: Map<string, Buffer>,
  flags: Arguments['flags'],
  output: Output,
): Promise<number> {
  const options = {
    planOnly: Boolean(flags['plan-only']),
    autoApply: flags['auto-apply'] ? true : undefined,
  };
  const outcomes = new Map<string, Outcome>();
  const runs = await forEachStack(stacks, async (stack) => {
    const lines = prefixed(output, stacks.length > 1 ? stack.name : '');
    const open = stack.dependsOn.find((name) => OPEN.includes(outcomes.get(name) as Outcome));
    if (open) {
      outcomes.set(stack.name, 'waiting');
      lines.print(`Not started, because the run of ${open} waits for a decision. Take it, and run this again.`);
      return;
    }
    const message = String(flags.message ?? `npm run package -- ${stack.name} --upload`);
    const archive = archives.get(stack.name) as Buffer;
    const outcome = await uploadPackage(stack, archive, deployment, { ...options, message }, lines);
    outcomes.set(stack.name, outcome);
    if (outcome === 'failed') throw new CommandError(`${stack.name}: the run failed.`);
  });
  requireAll(runs, 'started');
  return [...outcomes.values()].every((outcome) => DONE.includes(outcome)) ? 0 : 2;
}
