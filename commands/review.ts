import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedTenant } from '../deployment/resolved';
import { secretsOf } from '../scripts/dynatrace/credentials';
import { createRedactor } from '../scripts/dynatrace/redact';
import { readPlan } from '../terraform/stack';
import { type Command, CommandError } from './cli/command';
import { selectTenants } from './cli/selection';
import { toHtml } from './page/html';
import { toMarkdown } from './page/markdown';
import { lostConnections, reviewPlan } from './plan/review';
import { usersOfConnections } from './plan/workflows';

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
  const users = await usersOfConnections(tenant, lostConnections(plan, tenant));
  const review = reviewPlan(plan, tenant, users);
  const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = process.env;
  const redact = createRedactor([...secretsOf(process.env), AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN]);
  return redact(html ? toHtml(review) : toMarkdown(review));
}
