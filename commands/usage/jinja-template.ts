import { readExpression } from './jinja-expression';
import { readSegments, type Segment, type Token } from './jinja-tokens';
import type { Value } from './jinja-values';

const BRANCHES = ['if', 'elif', 'else', 'for'];

/**
 * What a template comes to, as far as it can be known without running it. Where branches decide, it is either of them.
 *
 * @throws UnreadableTemplate when it breaks Jinja's grammar
 */
export function readTemplate(template: string): Value {
  return evaluate(readSegments(template), new Map());
}

/** The value of segments that have been read before. @throws UnreadableTemplate as `readTemplate` */
export function evaluate(segments: Segment[], variables: Map<string, Value>): Value {
  const parts: Value[] = [];
  let branches = 0;
  let branched = false;
  for (let at = 0; at < segments.length; at += 1) {
    const segment = segments[at] as Segment;
    if (segment.kind === 'text') {
      if (segment.text.trim() !== '') parts.push({ kind: 'text', text: segment.text });
      continue;
    }
    if (segment.kind === 'output') {
      parts.push(readExpression(segment.tokens, variables));
      continue;
    }
    const [first, ...rest] = segment.tokens;
    const word = first?.text ?? '';
    if (word === 'set') at = set(segments, at, rest, variables, branches > 0);
    if (BRANCHES.includes(word)) branched = true;
    if (word === 'if' || word === 'for') branches += 1;
    if (word === 'endif' || word === 'endfor') branches -= 1;
    if (word === 'for') for (const name of loopNames(rest)) variables.set(name, computed());
  }
  return outcome(parts, branched);
}

/** Remembers what a statement sets. @returns the index of the last segment that belongs to it */
function set(segments: Segment[], at: number, tokens: Token[], variables: Map<string, Value>, maybe: boolean): number {
  const equals = tokens.findIndex(({ kind, text }) => kind === 'sign' && text === '=');
  const names = (equals < 0 ? tokens : tokens.slice(0, equals)).filter(({ kind }) => kind === 'name');
  let [end, value] = [at, computed()];
  if (equals >= 0) value = readExpression(tokens.slice(equals + 1), variables);
  else {
    end = segments.findIndex(
      (one, index) => index > at && one.kind === 'statement' && one.tokens[0]?.text === 'endset',
    );
    if (end < 0) end = segments.length;
    value = evaluate(segments.slice(at + 1, end), new Map(variables));
  }
  const [name] = names;
  if (names.length !== 1 || !name) for (const { text } of names) variables.set(text, computed());
  else {
    const before = variables.get(name.text);
    variables.set(name.text, maybe && before ? { kind: 'either', values: [before, value] } : value);
  }
  return end;
}

function loopNames(tokens: Token[]): string[] {
  const end = tokens.findIndex(({ kind, text }) => kind === 'name' && text === 'in');
  return tokens.slice(0, end).flatMap(({ kind, text }) => (kind === 'name' ? [text] : []));
}

function outcome(parts: Value[], branched: boolean): Value {
  const [only] = parts;
  if (only && parts.length === 1) return only.kind === 'text' ? { kind: 'text', text: only.text.trim() } : only;
  if (branched) return { kind: 'either', values: parts };
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  if (texts.length === parts.length) return { kind: 'text', text: texts.join('').trim() };
  return { kind: 'computed', from: parts };
}

function computed(): Value {
  return { kind: 'computed', from: [] };
}
