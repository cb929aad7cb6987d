import { accessRows } from '../plan/access-rows';
import type { ConnectionReview } from '../plan/connections';
import type { ChangeLine } from '../plan/describe';
import { pictureOf } from '../plan/picture';
import type { Review } from '../plan/review';
import { escapeHtml as text } from './escape';
import { pictureHtml } from './picture';
import { STYLE } from './style';
import { type Warning, warningsOf } from './warnings';

/** The review as a page that stands alone: no scripts, nothing from elsewhere. */
export function toHtml(review: Review): string {
  const { stack, environment, summary, terraform, madeAt, findings, connections, shared, providers } = review;
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const known = findings.filter(({ acknowledged }) => acknowledged !== undefined);
  const touched = connections.filter(({ changes }) => changes.length > 0);
  const quiet = connections.filter(({ changes }) => changes.length === 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>AWS for Workflows: ${text(stack)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>AWS for Workflows: ${text(stack)}</h1>
<p><code>${text(environment)}</code></p>
<p class="summary">${text(summary)}</p>
<p>${madeAt ? `Planned at <time>${text(madeAt)}</time>. ` : ''}In Terraform's count: ${text(terraform)}.</p>
</header>
<main>
${section('warnings', 'Warnings', warningsOf(open).map(warningHtml).join(''))}
${section('acknowledged', 'Acknowledged', warningsOf(known).map(warningHtml).join(''))}
${section('picture', 'From each connection to what it may do', connections.length > 0 ? legend() + pictureHtml(pictureOf(connections, providers)) : '')}
${section('shared', 'What all connections share', shared.length > 0 ? changeTable(shared) : '')}
${touched.map(connectionHtml).join('\n')}
${section('unchanged', 'Unchanged connections', quiet.map(quietHtml).join(''))}
</main>
</body>
</html>
`;
}

function section(id: string, title: string, content: string): string {
  return content && `<section id="${id}"><h2>${title}</h2>${content}</section>`;
}

function warningHtml({ id, sentence, items, acknowledged, grouped }: Warning): string {
  const entries = items.map((one) => `<li><code>${text(one)}</code></li>`).join('');
  const list = items.length > 0 ? `<ul>${entries}</ul>` : '';
  const head = `${text(sentence)} <small>${id}</small>`;
  const reason = acknowledged === undefined ? '' : `<p class="reason">Acknowledged: ${text(acknowledged)}</p>`;
  const style = acknowledged === undefined ? 'warning' : 'warning acknowledged';
  if (grouped) return `<details class="${style}"><summary>${head}</summary>${list}</details>`;
  return `<div class="${style}"><p>${head}</p>${list}${reason}</div>`;
}

function connectionHtml(connection: ConnectionReview): string {
  const { key, name, schema, fate, account, role, changes } = connection;
  return `<section class="connection" id="connection-${schema}-${text(key)}">
<h2>Connection <code>${text(name)}</code> <small>${schema} schema, account ${text(account)}</small> <span class="fate ${fate}">${fate}</span></h2>
${changeTable(changes)}${role ? `<h3>Who may assume the role <code>${text(role.name)}</code></h3>${accessTable(connection)}` : ''}</section>`;
}

function quietHtml(connection: ConnectionReview): string {
  const { name, schema, account, role } = connection;
  const head = `<code>${text(name)}</code> <small>${schema} schema, account ${text(account)}</small>`;
  if (!role) return `<p>${head}</p>`;
  return `<details><summary>${head}</summary>${accessTable(connection)}</details>`;
}

function accessTable(connection: ConnectionReview): string {
  const { role } = connection;
  const rows = accessRows(connection).map(
    ({ label, before, after, changed }) =>
      `<tr${changed ? ' class="changed"' : ''}><th>${label}</th>${cell(role?.before && before)}${cell(role?.after && after)}</tr>`,
  );
  return `<table class="access"><thead><tr><th></th><th>Before</th><th>After</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function cell(values: string[] | undefined): string {
  if (!values) return '<td class="none">no such role</td>';
  return `<td>${values.map((one) => `<code>${text(one)}</code>`).join('')}</td>`;
}

function changeTable(changes: ChangeLine[]): string {
  const rows = changes.map(
    ({ side, what, fate, happens, details }) =>
      `<tr class="${fate}"><td>${side}</td><td>${text(what)}</td><td>${text(happens)}</td><td>${details.map((one) => `<code>${text(one)}</code>`).join('')}</td></tr>`,
  );
  return `<table class="changes"><thead><tr><th>Side</th><th>What</th><th>Change</th><th>Details</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function legend(): string {
  const marks = ['added', 'changed', 'removed', 'unchanged'].map((mark) => `<span class="mark ${mark}">${mark}</span>`);
  return `<p class="legend">${marks.join(' ')}</p>`;
}
