import { type Chain, COLUMNS, type Node } from '../plan/chain';
import { escapeHtml } from './escape';

const BOX = { width: 220, height: 46, gapX: 36, gapY: 14, top: 34, left: 2 };

/** Longest title and caption that fit into a box, in characters. */
const FITS = 28;
const FITS_SMALL = 34;

/** The chain as a picture that needs no script to be drawn. */
export function svg({ nodes, edges }: Chain): string {
  const columns = COLUMNS.map((_, column) => nodes.filter((node) => node.column === column));
  const rows = Math.max(...columns.map(({ length }) => length));
  const height = BOX.top + rows * (BOX.height + BOX.gapY);
  const width = COLUMNS.length * (BOX.width + BOX.gapX) - BOX.gapX + 2 * BOX.left;
  const places = new Map(
    columns.flatMap((column) => column.map((node, row) => [node.id, place(node, row, column.length)])),
  );
  const place0 = (id: string) => places.get(id) ?? { x: 0, y: 0 };
  const lines = edges.map(({ from, to }) => arrow(place0(from), place0(to)));
  const boxes = nodes.map((node) => box(node, place0(node.id)));
  const heads = COLUMNS.map(
    (title, column) => `<text class="head" x="${BOX.left + column * (BOX.width + BOX.gapX)}" y="18">${title}</text>`,
  );

  function place({ column }: Node, row: number, count: number) {
    const offset = ((rows - count) * (BOX.height + BOX.gapY)) / 2;
    return {
      x: BOX.left + column * (BOX.width + BOX.gapX),
      y: BOX.top + offset + row * (BOX.height + BOX.gapY),
    };
  }

  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="From the tenant to what its connections may do">`,
    ...heads,
    ...lines,
    ...boxes,
    '</svg>',
  ].join('\n');
}

function box({ title, caption, fate }: Node, { x, y }: { x: number; y: number }): string {
  return [
    `<g class="box ${fate}"><title>${escapeHtml(`${title}, ${caption}: ${fate}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<text x="${x + 10}" y="${y + 20}">${escapeHtml(fitting(title, FITS))}</text>`,
    `<text class="caption" x="${x + 10}" y="${y + 36}">${escapeHtml(fitting(caption, FITS_SMALL))}</text></g>`,
  ].join('');
}

function fitting(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function arrow(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path class="edge" d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}"/>`;
}
