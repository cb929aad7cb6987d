import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedStack } from '../deployment/resolved-stack';
import { secretsOf } from '../scripts/dynatrace/credentials';
import { createRedactor } from '../scripts/dynatrace/redact';
import { readPlan } from '../terraform/stack';
import { type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import type { Output } from './cli/terminal';
import { FINDINGS_OPTIONS, formatOf, printFindings } from './findings/print';
import { leftBehindFindings } from './live/left-behind';
import { toHtml } from './page/html';
import { toMarkdown } from './page/markdown';
import { lostConnections, type Review, reviewPlan } from './plan/review';
import { sideBySide } from './plan/schedule';
import { requireCurrent, requireUsable } from './plan/usable';
import { usersOfConnections } from './plan/workflows';
import { RULES } from './rules';

export const command: Command = {
  summary:
    'Turns the plans that `npm run diff` saved into pages for reviewers: what changes, and who may then do what.',
  usage: 'review [tenant …] [options]',
  options: {
    html: { type: 'boolean', description: 'a page to look at in a browser instead of Markdown' },
    out: { type: 'string', description: 'folder that takes a file per tenant, instead of printing' },
    ...FINDINGS_OPTIONS,
  },
  exitCodes: {
    0: 'the pages are written',
    1: 'an error, such as a plan that is missing, failed, or older than the file or the state',
  },
  async run({ positionals, flags }, output) {
    const selection = selectStacks(positionals);
    const { stacks, file } = selection;
    const format = formatOf(flags);
    if (format !== 'table' && (flags.html || flags.out)) {
      throw new CommandError('--json and --sarif print the findings alone: leave --html and --out away.');
    }
    if (flags.html && !flags.out && stacks.length > 1) {
      throw new CommandError('Only one page can be printed: name one tenant, or a folder with --out.');
    }
    const reviews = await sideBySide(stacks, (stack) => reviewOf(stack, file));
    // No plan says it, so that the first page does.
    reviews[0]?.findings.unshift(...(await leftBehindFindings(selection)));
    if (format !== 'table') {
      const findings = reviews.flatMap((review) => review.findings);
      printFindings(
        findings,
        { format, file, rules: RULES },
        { ...output, print: (text) => output.print(redact(text)) },
      );
      return 0;
    }
    for (const review of reviews) await writePage(review, flags, output);
    return 0;
  },
};

async function reviewOf(stack: ResolvedStack, file: string): Promise<Review> {
  const plan = await readPlan(stack.name);
  requireUsable(plan, { stack: stack.name, file });
  await requireCurrent(stack.name);
  const users = await usersOfConnections(stack, lostConnections(plan, stack));
  return reviewPlan(plan, stack, users);
}

async function writePage(
  review: Review,
  { html, out }: Record<string, string | boolean | undefined>,
  output: Output,
): Promise<void> {
  const page = redact(html ? toHtml(review) : toMarkdown(review));
  if (!out) return output.print(page);
  const file = join(String(out), `${review.stack}.${html ? 'html' : 'md'}`);
  await mkdir(String(out), { recursive: true });
  await writeFile(file, page);
  output.progress(`${review.stack}: wrote ${file}`);
}

/** Credentials are in no plan; this masks what a workflow or a policy may have been named after. */
function redact(text: string): string {
  const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = process.env;
  return createRedactor([...secretsOf(process.env), AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN])(text);
}
