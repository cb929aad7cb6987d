import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, relative, resolve, sep } from 'node:path';
import type { ResolvedStack } from '../deployment/resolved-stack';
import { outputDirectory, runApp, stackDirectory } from '../terraform/cdktf';
import { type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import { plainConfiguration } from './export/plain';

export const command: Command = {
  summary: 'Writes stacks as folders of plain Terraform with the scripts beside them, to continue without cdktf.',
  usage: 'export [tenant or stack …] [options]',
  options: {
    out: { type: 'string', description: 'folder to write to, one folder for each stack (terraform)' },
    force: { type: 'boolean', description: 'replace folders that exist' },
  },
  exitCodes: { 0: 'written', 1: 'a folder exists already, or the stacks cannot be synthesized' },
  async run({ positionals, flags }, output) {
    const { file, stacks } = selectStacks(positionals);
    const folders = new Map(stacks.map((stack) => [stack, resolve(String(flags.out ?? 'terraform'), stack.name)]));
    const existing = [...folders.values()].filter((folder) => existsSync(folder));
    if (existing.length > 0 && !flags.force) {
      throw new CommandError(`These folders exist already: ${existing.join(', ')}. Add --force to replace them.`);
    }
    const directory = await mkdtemp(join(tmpdir(), 'export-'));
    try {
      const { code } = await runApp({ file, output: directory, onOutput: (text) => output.progress(text.trimEnd()) });
      if (code !== 0) throw new CommandError('The stacks could not be synthesized.');
      for (const [stack, folder] of folders) {
        await write(stack, stackDirectory(stack.name, directory), folder);
        output.print(`wrote ${folder}`);
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
    output.print('Run `terraform init` and `terraform plan` in each of them: the plan shows no changes.');
    return 0;
  },
};

async function write({ name }: ResolvedStack, synthesized: string, folder: string): Promise<void> {
  const text = await readFile(join(synthesized, 'cdk.tf.json'), 'utf8');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(synthesized, 'assets'), join(folder, 'assets'), { recursive: true });
  // A local state stays where it is, as seen from another folder.
  const moveState = (path: string) =>
    relative(folder, resolve(stackDirectory(name, outputDirectory()), path)).replaceAll(sep, posix.sep);
  const configuration = plainConfiguration(JSON.parse(text), { name, moveState });
  await writeFile(join(folder, 'main.tf.json'), `${JSON.stringify(configuration, null, 2)}\n`);
}
