import { type Band, type Box, isChanged, type Row } from '../plan/picture';
import { escapeHtml as text } from './escape';

/** The way from each connection to what it may do, as HTML that needs no script and wraps on a narrow screen. */
export function pictureHtml(bands: Band[]): string {
  return bands.map(bandHtml).join('');
}

function bandHtml({ account, provider, rows }: Band): string {
  const changed = rows.filter(isChanged);
  const quiet = rows.filter((row) => !isChanged(row));
  const folded = `<details><summary>${quiet.length} unchanged</summary>${rowsHtml(quiet)}</details>`;
  return `<section class="band"><h3>Account <code>${text(account)}</code>${provider ? ` <span class="via">through</span> ${boxHtml(provider)}` : ''}</h3>
${changed.length > 0 ? rowsHtml(changed) : ''}${quiet.length > 0 ? folded : ''}</section>`;
}

function rowsHtml(rows: Row[]): string {
  return `<div class="rows">${rows.map(rowHtml).join('\n')}</div>`;
}

function rowHtml({ connections, role, policies }: Row): string {
  const from = connections.map((box) => `<div class="line">${boxHtml(box)}<i></i></div>`).join('');
  const to = policies.map(boxHtml).join('');
  return `<div class="row"><div class="from">${from}</div>${boxHtml(role)}<i></i><div class="to">${to}</div></div>`;
}

function boxHtml({ title, caption, mark }: Box): string {
  const small = caption ? `<small>${text(caption)}</small>` : '';
  return `<div class="box ${mark}" title="${mark}"><b>${text(title)}</b>${small}</div>`;
}
