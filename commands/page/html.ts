import type { Finding } from '../findings/finding';
import { accessRows } from '../plan/access-rows';
import { chainOf } from '../plan/chain';
import type { ConnectionReview } from '../plan/connections';
import type { ChangeLine } from '../plan/describe';
import type { Review } from '../plan/review';
import { escapeHtml as text } from './escape';
import { STYLE } from './style';
import { svg } from './svg';

/** The review as a page that stands alone: no scripts, nothing from elsewhere. */
export function toHtml(review: Review): string {
  const { tenant, environment, summary, madeAt, findings, connections, shared } = review;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>AWS for Workflows: ${text(tenant)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>AWS for Workflows: ${text(tenant)}</h1>
<p><code>${text(environment)}</code></p>
<p class="summary">${text(summary)}${madeAt ? `<span>planned at <time>${text(madeAt)}</time></span>` : ''}</p>
</header>
<main>
${findings.length > 0 ? `<section id="warnings"><h2>Warnings</h2>${findings.map(findingHtml).join('')}</section>` : ''}
${connections.length > 0 ? `<section id="chain"><h2>From the tenant to what it may do</h2>${legend()}<figure>${svg(chainOf(review))}</figure></section>` : ''}
${shared.length > 0 ? `<section id="shared"><h2>What all connections share</h2>${changeTable(shared)}</section>` : ''}
${connections.map(connectionHtml).join('\n')}
</main>
</body>
</html>
`;
}

function findingHtml({ id, detail, acknowledged }: Finding): string {
  const [sentence = '', ...items] = detail.split('\n');
  const list = items.length > 0 ? `<ul>${items.map((one) => `<li><code>${text(one)}</code></li>`).join('')}</ul>` : '';
  const reason = acknowledged === undefined ? '' : `<p class="reason">Acknowledged: ${text(acknowledged)}</p>`;
  const style = acknowledged === undefined ? 'warning' : 'warning acknowledged';
  return `<div class="${style}"><p>${text(sentence)} <small>${id}</small></p>${list}${reason}</div>`;
}

function connectionHtml({ key, name, schema, fate, role, changes }: ConnectionReview): string {
  const access = role
    ? `<h3>Who may assume the role <code>${text(role.name)}</code></h3>
<table class="access"><thead><tr><th></th><th>Before</th><th>After</th></tr></thead><tbody>${accessRows(role)
        .map(
          ({ label, before, after, changed }) =>
            `<tr${changed ? ' class="changed"' : ''}><th>${label}</th>${cell(role.before && before)}${cell(role.after && after)}</tr>`,
        )
        .join('')}</tbody></table>`
    : '';
  const table = changes.length > 0 ? changeTable(changes) : '<p>Nothing changes.</p>';
  return `<section class="connection" id="connection-${text(key)}">
<h2>Connection <code>${text(name)}</code> <small>${schema} schema</small> <span class="fate ${fate}">${fate}</span></h2>
${table}${access}</section>`;
}

function cell(values: string[] | undefined): string {
  if (!values) return '<td class="none">no such role</td>';
  return `<td>${values.map((one) => `<code>${text(one)}</code>`).join('')}</td>`;
}

function changeTable(changes: ChangeLine[]): string {
  const rows = changes.map(
    ({ side, what, happens, details }) =>
      `<tr><td>${side}</td><td>${text(what)}</td><td>${text(happens)}</td><td>${details.map((one) => `<code>${text(one)}</code>`).join('')}</td></tr>`,
  );
  return `<table><thead><tr><th>Side</th><th>What</th><th>Change</th><th>Details</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function legend(): string {
  const marks = ['added', 'changed', 'removed', 'unchanged'].map((mark) => `<span class="mark ${mark}">${mark}</span>`);
  return `<p class="legend">${marks.join(' ')}</p>`;
}
