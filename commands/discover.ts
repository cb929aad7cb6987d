import { existsSync, writeFileSync } from 'node:fs';
import { readAccounts } from './brownfield/account';
import { draftOf } from './brownfield/draft';
import { namesOf } from './brownfield/names';
import { type Note, notesCode, notesTable } from './brownfield/notes';
import { orphanedTrust } from './brownfield/orphans';
import { TARGET_OPTIONS, type Target, targetFrom } from './brownfield/target';
import { readTenant } from './brownfield/tenant';
import { type Command, CommandError } from './cli/command';
import type { Output } from './cli/terminal';
import { lookAt } from './live/look';

export const command: Command = {
  summary:
    'Reads what was set up by hand in a tenant and in AWS accounts, and writes the deployment file that takes it over.',
  usage: 'discover --environment <address> --accounts <key>=<profile>:<region>,…',
  options: {
    ...TARGET_OPTIONS,
    out: { type: 'string', description: 'file to write to, instead of printing' },
    force: { type: 'boolean', description: 'overwrite the file if it exists' },
    json: { type: 'boolean', description: 'print what was found, and the text of the file, as one JSON document' },
  },
  exitCodes: {
    0: 'written, and nothing is left to decide',
    1: 'an error: nothing is written',
    2: 'written, with something that a person has to decide, or that these credentials cannot see',
  },
  async run({ flags }, output) {
    const target = targetFrom(flags);
    const out = typeof flags.out === 'string' ? flags.out : undefined;
    if (out && existsSync(out) && !flags.force) {
      throw new CommandError(`${out} exists already. Add --force to overwrite it, or name another file.`);
    }
    const { text, notes } = await discover(target, output);
    if (out) writeFileSync(out, text);
    report({ text, notes, out, json: Boolean(flags.json) }, output);
    return notesCode(notes);
  },
};

async function discover(target: Target, output: Output): Promise<{ text: string; notes: Note[] }> {
  const { access, environment, audience } = target;
  const context = lookAt({ access, environment });
  try {
    output.progress(`reading ${environment.domain}`);
    const tenant = await readTenant(context);
    const names = await namesOf(context);
    output.progress('reading the AWS accounts');
    const unread: Note[] = [];
    const accounts = await readAccounts(target, unread);
    const { text, notes } = await draftOf({ target, tenant, accounts, names });
    const orphans = await orphanedTrust(accounts, { ...tenant, audience, context });
    return { text, notes: [...notes, ...unread, ...orphans, ...tenant.notes] };
  } finally {
    await context.close();
  }
}

interface Result {
  text: string;
  notes: Note[];
  out?: string;
  json: boolean;
}

function report({ text, notes, out, json }: Result, output: Output): void {
  if (json) {
    output.print(JSON.stringify({ findings: notes, ...(out ? { file: out } : { deployment: text }) }, null, 2));
    return;
  }
  output.progress(notesTable(notes, output));
  if (!out) output.print(text.trimEnd());
  else output.print(`wrote ${out}. Next: npm run doctor -- --file ${out}, then npm run diff -- --file ${out}`);
}
