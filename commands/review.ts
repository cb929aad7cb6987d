import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretsOf } from '../scripts/dynatrace/credentials';
import { createRedactor } from '../scripts/dynatrace/redact';
import type { ResolvedTenant } from '../stacks/tenant';
import { type Command, CommandError } from './command';
import { toHtml } from './review/html';
import { toMarkdown } from './review/markdown';
import { lostObjectIds, reviewPlan } from './review/review';
import { usersOfConnections } from './review/workflows';
import { selectTenants } from './state/selection';
import { readPlan } from './state/stack';

export const command: Command = {
  summary:
    'Turns the plans that `npm run diff` saved into pages for reviewers: what changes, and who may then do what.',
  usage: 'review -- [tenant …] [options]',
  options: {
    html: { type: 'boolean', description: 'a page to look at in a browser instead of Markdown' },
    out: { type: 'string', description: 'folder that takes a file per tenant, instead of printing' },
  },
  exitCodes: { 0: 'the pages are written', 1: 'an error, such as a tenant without a saved plan' },
  async run({ positionals, flags }, output) {
    const { tenants } = selectTenants(positionals);
    if (flags.html && !flags.out && tenants.length > 1) {
      throw new CommandError('Only one page can be printed: name one tenant, or a folder with --out.');
    }
    for (const tenant of tenants) {
      const page = await pageOf(tenant, Boolean(flags.html));
      if (!flags.out) {
        output.print(page);
        continue;
      }
      const file = join(String(flags.out), `${tenant.key}.${flags.html ? 'html' : 'md'}`);
      await mkdir(String(flags.out), { recursive: true });
      await writeFile(file, page);
      output.progress(`${tenant.key}: wrote ${file}`);
    }
    return 0;
  },
};

async function pageOf(tenant: ResolvedTenant, html: boolean): Promise<string> {
  const plan = await readPlan(tenant.key);
  const users = await usersOfConnections(tenant, lostObjectIds(plan, tenant));
  const review = reviewPlan(plan, tenant, users);
  const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = process.env;
  const redact = createRedactor([...secretsOf(process.env), AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN]);
  return redact(html ? toHtml(review) : toMarkdown(review));
}
