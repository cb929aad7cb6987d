import { accessRows } from '../plan/access-rows';
import type { ConnectionReview } from '../plan/connections';
import type { ChangeLine } from '../plan/describe';
import { isChanged, pictureOf } from '../plan/picture';
import type { Review } from '../plan/review';
import { codeMarkdown as code, escapeMarkdown as text } from './escape';
import { mermaid } from './mermaid';
import { type Warning, warningsOf } from './warnings';

/** Begins the comment of a stack, so that the next review finds it again. */
export function marker(stack: string): string {
  return `<!-- aws-workflows-review: ${stack} -->`;
}

/** GitHub refuses comments beyond 65,536 characters. */
const LONGEST = 65_000;

interface Parts {
  picture: boolean;
  /** How many connections show who may assume their role. */
  access: number;
  /** What is left out, in words. */
  left?: string;
}

/** The review as one page of Markdown for a pull request. What does not fit is left out, the picture first. */
export function toMarkdown(review: Review): string {
  const touched = review.connections.filter(({ changes }) => changes.length > 0).length;
  const full = page(review, { picture: true, access: touched });
  if (full.length <= LONGEST) return full;
  const left = 'the picture is left out';
  const plain = page(review, { picture: false, access: touched, left });
  if (plain.length <= LONGEST) return plain;
  const shorter = (access: number) => {
    const missing = `${left}, and who may assume the last ${touched - access} of the ${touched} roles`;
    return page(review, { picture: false, access, left: missing });
  };
  const access = largest(touched, (count) => shorter(count).length <= LONGEST);
  if (access !== undefined) return shorter(access);
  const short = page(review, {
    picture: false,
    access: 0,
    left: `${left}, and what does not fit is cut off at the end`,
  });
  return `${short.slice(0, short.lastIndexOf('\n', LONGEST))}\n`;
}

/** The largest number below a limit for which something holds that holds for all smaller ones. */
function largest(limit: number, holds: (count: number) => boolean): number | undefined {
  let [low, high] = [-1, limit];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low < 0 ? undefined : low;
}

function page(review: Review, { picture, access, left }: Parts): string {
  const { stack, environment, summary, terraform, madeAt, findings, connections, shared } = review;
  const touched = connections.filter(({ changes }) => changes.length > 0);
  const quiet = connections.filter(({ changes }) => changes.length === 0);
  const planned = madeAt ? `, planned at ${madeAt}` : '';
  return [
    marker(stack),
    `## AWS for Workflows: ${text(stack)} (${code(environment)})`,
    `**${summary}**${planned} (in Terraform's count: ${terraform})`,
    ...(left ? [`> [!NOTE]\n> This page would be too long for a comment: ${left}. The HTML page has everything.`] : []),
    ...(findings.length > 0 ? ['### Warnings', ...warningsOf(findings).map(warningText)] : []),
    ...(shared.length > 0 ? ['### What all connections share', changeTable(shared)] : []),
    ...touched.map((connection, index) => connectionSection(connection, index < access)),
    ...(quiet.length > 0 ? [`Unchanged: ${quiet.map(({ name }) => code(name)).join(', ')}`] : []),
    ...(picture ? pictureSection(review) : []),
  ]
    .join('\n\n')
    .concat('\n');
}

function warningText({ id, sentence, items, acknowledged }: Warning): string {
  const open = acknowledged === undefined;
  return [
    `> [!${open ? 'WARNING' : 'NOTE'}]\n> ${text(sentence)} (${code(id)})`,
    ...(open ? [] : [`>\n> Acknowledged: ${text(acknowledged)}`]),
    ...items.map((item) => `> - ${code(item)}`),
  ].join('\n');
}

function connectionSection(connection: ConnectionReview, access: boolean): string {
  const { role } = connection;
  const parts = [`### ${heading(connection)}`, changeTable(connection.changes)];
  if (role && access) {
    parts.push(
      `<details open><summary>Who may assume the role ${code(role.name)}</summary>`,
      table(
        ['', 'Before', 'After'],
        accessRows(connection).map(({ label, before, after, changed }) => [
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

function heading({ name, schema, account, fate }: ConnectionReview): string {
  return `Connection ${code(name)} (${schema} schema, account ${text(account)}): ${fate}`;
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

/** Only what changes, so that the picture of a large stack stays readable; the HTML page has the rest. */
function pictureSection({ connections, providers }: Review): string[] {
  const all = pictureOf(connections, providers);
  const bands = all
    .map((band) => ({ ...band, rows: band.rows.filter(isChanged) }))
    .filter(({ rows }) => rows.length > 0);
  if (bands.length === 0) return [];
  const fence = '```';
  return ['### From each connection to what it may do', `${fence}mermaid\n${mermaid(bands)}\n${fence}`];
}
