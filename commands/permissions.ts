import { readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseDeployment } from '../deployment/load';
import type { ResolvedStack } from '../deployment/resolved-stack';
import { synthesize } from '../terraform/stack';
import { type Command, CommandError } from './cli/command';
import { type Selection, selectStacks } from './cli/selection';
import type { Output } from './cli/terminal';
import { type PatchPart, patchFile } from './least-privilege/file-patch';
import { documentOf } from './least-privilege/report-json';
import { isBroken, reportText } from './least-privilege/report-text';
import { type RoleReport, reportRoles } from './least-privilege/role-report';
import { suggest } from './least-privilege/suggestion';
import { unifiedDiff } from './least-privilege/unified-diff';
import { type StackUsage, usageOf } from './usage/tenant-usage';

export const command: Command = {
  summary: 'Compares what each role may do in AWS with what the workflows need that use its connections.',
  usage: 'permissions [tenant or stack …] [options]',
  options: {
    json: { type: 'boolean', description: 'print one JSON document instead of tables' },
    patch: { type: 'boolean', description: 'print a patch of the deployment file that adds what is missing' },
    write: { type: 'boolean', description: 'write it into the deployment file' },
    prune: { type: 'boolean', description: 'let the patch remove workflow actions that nothing uses, too' },
  },
  exitCodes: {
    0: 'the roles allow what their workflows certainly need, or the patch is made',
    1: 'an error',
    2: 'something that a workflow certainly needs is missing or denied',
  },
  async run({ positionals, flags }, output) {
    const patching = flags.patch || flags.write;
    if (patching && flags.json) throw new CommandError('--json goes with neither --patch nor --write.');
    if (flags.prune && !patching) throw new CommandError('--prune goes with --patch or --write.');
    const selection = selectStacks(positionals);
    await synthesize(selection);
    output.progress('Reading states, workflows and IAM');
    const usages = await usageOf(selection.stacks);
    const reports: RoleReport[] = [];
    for (const usage of usages) reports.push(...(await reportRoles(stackOf(selection, usage), usage)));
    const unseen = usages.flatMap((usage) => usage.unseen.map((one) => `${usage.stack}: ${one}`));
    if (patching) {
      await patch(selection, reports, { prune: Boolean(flags.prune), write: Boolean(flags.write), unseen }, output);
      return 0;
    }
    output.print(
      flags.json
        ? JSON.stringify(documentOf(usages, reports), null, 2)
        : [...reports.map(reportText), ...(unseen.length > 0 ? [unseen.join('\n')] : [])].join('\n\n'),
    );
    return reports.some(({ needs }) => needs.some(isBroken)) ? 2 : 0;
  },
};

function stackOf({ stacks }: Selection, usage: StackUsage): ResolvedStack {
  return stacks.find(({ name }) => name === usage.stack) as ResolvedStack;
}

async function patch(
  { file }: Selection,
  reports: RoleReport[],
  { prune, write, unseen }: { prune: boolean; write: boolean; unseen: string[] },
  output: Output,
): Promise<void> {
  // What nobody saw may use what looks unused.
  const prunes = prune && unseen.length === 0;
  if (prune && !prunes) output.progress('Nothing is removed, because not everything could be seen.');
  for (const line of unseen) output.progress(line);
  const parts: PatchPart[] = reports.map((report) => {
    const suggestion = suggest(report, prunes && report.unknown.size === 0);
    return { tenant: report.tenant, connection: report.key, suggestion };
  });
  for (const { suggestion } of parts) for (const line of suggestion.left) output.progress(line);
  const before = await readFile(file, 'utf8');
  const after = patchFile(before, parts);
  if (after === before) {
    output.progress('The deployment file needs no change.');
    return;
  }
  const name = relative(process.cwd(), file);
  parseDeployment(after, name);
  if (!write) {
    output.print(unifiedDiff(name.startsWith('..') ? file.slice(1) : name, before, after));
    return;
  }
  await writeFile(file, after);
  output.progress(`Wrote ${file}. Look at the change, then deploy it.`);
}
