import type { Finding } from '../findings/finding';
import { accessRows } from '../plan/access-rows';
import { chainOf } from '../plan/chain';
import type { ConnectionReview } from '../plan/connections';
import type { ChangeLine } from '../plan/describe';
import type { Review } from '../plan/review';
import { codeMarkdown as code, escapeMarkdown as text } from './escape';
import { mermaid } from './mermaid';

/** Begins the comment of a tenant, so that the next review finds it again. */
export function marker(tenant: string): string {
  return `<!-- aws-workflows-review: ${tenant} -->`;
}

/** GitHub cuts off comments beyond 65536 characters. */
const LONGEST = 60_000;

/** The review as one page of Markdown for a pull request. */
export function toMarkdown(review: Review): string {
  const full = page(review, connectionSection);
  if (full.length <= LONGEST) return full;
  const short = page(review, (connection) => `### ${heading(connection)}\n\n${changeTable(connection.changes)}`);
  const note = '_This page would be too long for a comment, so who may assume which role is left out._';
  return `${short.slice(0, LONGEST)}\n\n${note}\n`;
}

function page(review: Review, section: (connection: ConnectionReview) => string): string {
  const { tenant, environment, summary, madeAt, findings, connections, shared } = review;
  const touched = connections.filter(({ changes }) => changes.length > 0);
  const quiet = connections.filter(({ changes }) => changes.length === 0);
  return [
    marker(tenant),
    `## AWS for Workflows: ${text(tenant)} (${code(environment)})`,
    `**${summary}**${madeAt ? `, planned at ${madeAt}` : ''}`,
    ...(findings.length > 0 ? ['### Warnings', ...findings.map(findingText)] : []),
    ...(shared.length > 0 ? ['### What all connections share', changeTable(shared)] : []),
    ...touched.map(section),
    ...(quiet.length > 0 ? [`Unchanged: ${quiet.map(({ name }) => code(name)).join(', ')}`] : []),
    ...(connections.length > 0 ? ['### From the tenant to what it may do', picture(review)] : []),
  ]
    .join('\n\n')
    .concat('\n');
}

function findingText({ id, detail, acknowledged }: Finding): string {
  const [sentence = '', ...items] = detail.split('\n');
  const open = acknowledged === undefined;
  return [
    `> [!${open ? 'WARNING' : 'NOTE'}]\n> ${text(sentence)} (${code(id)})`,
    ...(open ? [] : [`> Acknowledged: ${text(acknowledged)}`]),
    ...items.map((item) => `> - ${code(item)}`),
  ].join('\n');
}

function connectionSection(connection: ConnectionReview): string {
  const { role } = connection;
  const parts = [`### ${heading(connection)}`, changeTable(connection.changes)];
  if (role) {
    parts.push(
      `<details open><summary>Who may assume the role ${code(role.name)}</summary>`,
      table(
        ['', 'Before', 'After'],
        accessRows(role).map(({ label, before, after, changed }) => [
          changed ? `**${label}**` : label,
          role.before ? lines(before) : 'no such role',
          role.after ? (changed ? lines(after) : 'unchanged') : 'no such role',
        ]),
      ),
      '</details>',
    );
  }
  return parts.join('\n\n');
}

function heading({ name, schema, fate }: ConnectionReview): string {
  return `Connection ${code(name)} (${schema} schema): ${fate}`;
}

function changeTable(changes: ChangeLine[]): string {
  const rows = changes.map(({ side, what, happens, details }) => [side, text(what), text(happens), lines(details)]);
  return table(['Side', 'What', 'Change', 'Details'], rows);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function lines(values: string[]): string {
  return values.map(code).join('<br>');
}

function picture(review: Review): string {
  const fence = '```';
  return `${fence}mermaid\n${mermaid(chainOf(review))}\n${fence}`;
}
