/** A piece of a Jinja template. Comments are left out, and raw blocks are text. */
export type Segment =
  | { kind: 'text'; text: string }
  /** `{{ … }}` */
  | { kind: 'output'; tokens: Token[]; source: string }
  /** `{% … %}` */
  | { kind: 'statement'; tokens: Token[]; source: string };

export interface Token {
  kind: 'string' | 'name' | 'number' | 'sign';
  /** A string without its quotes and escapes. */
  text: string;
}

/** The text is no template that this reader understands. */
export class UnreadableTemplate extends Error {
  override name = 'UnreadableTemplate';
}

const SIGNS = ['**', '//', '==', '!=', '<=', '>=', ...'+-*/%<>=|.,:~()[]{}'];
const OPENING = '([{';
const CLOSING = ')]}';
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/**
 * Takes a template apart.
 *
 * @throws UnreadableTemplate where it breaks off, or holds a sign that Jinja has no use for
 */
export function readSegments(template: string): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    const mark = open < 0 ? '' : (template[open + 1] ?? '');
    if (open >= 0 && !'{%#'.includes(mark || ' ')) {
      addText(segments, template.slice(at, open + 1));
      at = open + 1;
      continue;
    }
    addText(segments, template.slice(at, open < 0 ? undefined : open));
    if (open < 0) break;
    if (mark === '#') {
      at = after(template, '#}', open + 2);
      continue;
    }
    const { tokens, end } = readTokens(template, open + 2, mark === '{' ? '}}' : '%}');
    const source = template.slice(open, end);
    if (mark === '%' && tokens[0]?.text === 'raw') {
      const raw = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
      raw.lastIndex = end;
      const closing = raw.exec(template);
      if (!closing) throw new UnreadableTemplate('a raw block is not closed');
      addText(segments, template.slice(end, closing.index));
      at = raw.lastIndex;
      continue;
    }
    segments.push({ kind: mark === '{' ? 'output' : 'statement', tokens, source });
    at = end;
  }
  return segments;
}

function addText(segments: Segment[], text: string): void {
  const last = segments.at(-1);
  if (last?.kind === 'text') last.text += text;
  else if (text) segments.push({ kind: 'text', text });
}

function after(template: string, delimiter: string, from: number): number {
  const index = template.indexOf(delimiter, from);
  if (index < 0) throw new UnreadableTemplate(`"${delimiter}" is missing`);
  return index + delimiter.length;
}

/** Reads up to a delimiter that is in no string and no bracket, as `}}` may close two mappings. */
function readTokens(template: string, from: number, delimiter: string): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  let depth = 0;
  let at = '-+'.includes(template[from] ?? ' ') ? from + 1 : from;
  while (at < template.length) {
    const rest = template.slice(at, at + 3);
    if (depth === 0 && rest.startsWith(delimiter)) return { tokens, end: at + 2 };
    if (depth === 0 && '-+'.includes(rest[0] ?? ' ') && rest.slice(1) === delimiter) return { tokens, end: at + 3 };
    const space = /\s+/y;
    space.lastIndex = at;
    if (space.test(template)) {
      at = space.lastIndex;
      continue;
    }
    const { token, end } = readToken(template, at);
    if (token.kind === 'sign' && OPENING.includes(token.text)) depth += 1;
    if (token.kind === 'sign' && CLOSING.includes(token.text)) depth -= 1;
    tokens.push(token);
    at = end;
  }
  throw new UnreadableTemplate(`"${delimiter}" is missing`);
}

function readToken(template: string, at: number): { token: Token; end: number } {
  const first = template[at] as string;
  if (first === '"' || first === "'") return readString(template, at);
  const word = /([\p{L}_][\p{L}\p{N}_]*)|(\d[\d._]*)/uy;
  word.lastIndex = at;
  const match = word.exec(template);
  if (match) return { token: { kind: match[1] ? 'name' : 'number', text: match[0] }, end: word.lastIndex };
  const sign = SIGNS.find((one) => template.startsWith(one, at));
  if (!sign) throw new UnreadableTemplate(`unexpected character "${first}"`);
  return { token: { kind: 'sign', text: sign }, end: at + sign.length };
}

function readString(template: string, from: number): { token: Token; end: number } {
  let text = '';
  for (let at = from + 1; at < template.length; at += 1) {
    const sign = template[at] as string;
    if (sign === template[from]) return { token: { kind: 'string', text }, end: at + 1 };
    if (sign !== '\\') {
      text += sign;
      continue;
    }
    at += 1;
    const code = /u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})/y;
    code.lastIndex = at;
    const match = code.exec(template);
    if (match) {
      text += String.fromCharCode(Number.parseInt(match[1] ?? match[2] ?? '', 16));
      at = code.lastIndex - 1;
      continue;
    }
    const escaped = template[at] ?? '';
    text += ESCAPES[escaped] ?? (`"'\\`.includes(escaped) ? escaped : `\\${escaped}`);
  }
  throw new UnreadableTemplate('a string is not closed');
}
