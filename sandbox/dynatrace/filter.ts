import { classicError } from './errors';

type Row = Record<string, unknown>;
type Predicate = (row: Row) => boolean;

const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|(<=|>=|!=|[()=,<>])|([\w.:-]+))/y;

export interface FilterRules {
  /** Whether an expression may use a path, such as `value.name`. */
  allows(path: string): boolean;
  /** Characters of an expression. */
  maxLength: number;
  /** How deep parentheses may be nested. */
  maxDepth: number;
}

/**
 * Reads a filter expression such as `value.name = 'a' or not (created >= 1700000000000)`: comparisons with `=`, `!=`,
 * `<`, `<=`, `>`, `>=`, `contains`, `starts-with`, `ends-with` and `in`, joined by `and`, `or`, `not` and parentheses.
 * Source: developer.dynatrace.com, "Filtering" of the platform's API guidelines.
 *
 * @throws Refusal 400 when the expression cannot be read, is too long or too deep, or uses a path that it may not.
 */
export function parseFilter(text: string, { allows, maxLength, maxDepth }: FilterRules): Predicate {
  if (text.length > maxLength) throw invalid(`the expression has more than ${maxLength} characters`);
  const tokens = tokenize(text);
  const take = () => tokens.shift() ?? { kind: 'end', text: '' };
  const next = (word: string) => tokens[0]?.kind !== 'text' && tokens[0]?.text === word;

  function any(depth: number): Predicate {
    const parts = [all(depth)];
    while (next('or') && take()) parts.push(all(depth));
    return (row) => parts.some((part) => part(row));
  }

  function all(depth: number): Predicate {
    const parts = [one(depth)];
    while (next('and') && take()) parts.push(one(depth));
    return (row) => parts.every((part) => part(row));
  }

  function one(depth: number): Predicate {
    if (next('not') && take()) {
      const part = one(depth);
      return (row) => !part(row);
    }
    if (!next('(')) return comparison();
    if (depth === maxDepth) throw invalid(`parentheses are nested more than ${maxDepth} deep`);
    take();
    const inner = any(depth + 1);
    if (take().text !== ')') throw invalid('a parenthesis is not closed');
    return inner;
  }

  function comparison(): Predicate {
    const path = take().text;
    if (!allows(path)) throw invalid(`field '${path}' cannot be used, or is not among the returned fields`);
    const operator = take().text;
    if (operator === 'in') {
      const values = list();
      return (row) => values.some((value) => compare(at(row, path), value) === 0);
    }
    const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (!test) throw invalid(`unknown operator '${operator}'`);
    const value = literal(`a literal is expected after ${operator}`);
    return (row) => test(at(row, path), value);
  }

  function list(): Literal[] {
    const problem = 'a list in parentheses is expected after in';
    if (take().text !== '(') throw invalid(problem);
    const values: Literal[] = [];
    do values.push(literal(problem));
    while (next(',') && take());
    if (take().text !== ')') throw invalid(problem);
    return values;
  }

  function literal(problem: string): Literal {
    const { kind, text: word } = take();
    if (kind === 'text') return word;
    if (word === 'true' || word === 'false') return word === 'true';
    if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word);
    throw invalid(problem);
  }

  const predicate = any(0);
  if (tokens.length > 0) throw invalid(`unexpected '${tokens[0]?.text}'`);
  return predicate;
}

type Literal = string | number | boolean;

const OPERATORS: Record<string, (value: unknown, literal: Literal) => boolean> = {
  '=': (value, literal) => compare(value, literal) === 0,
  '!=': (value, literal) => compare(value, literal) !== 0,
  '<': (value, literal) => compare(value, literal) < 0,
  '<=': (value, literal) => compare(value, literal) <= 0,
  '>': (value, literal) => compare(value, literal) > 0,
  '>=': (value, literal) => compare(value, literal) >= 0,
  contains: (value, literal) => (Array.isArray(value) ? value.includes(literal) : textOf(value).includes(`${literal}`)),
  'starts-with': (value, literal) => textOf(value).startsWith(`${literal}`),
  'ends-with': (value, literal) => textOf(value).endsWith(`${literal}`),
};

/** Numbers by value, everything else as text; what is not there compares with nothing. */
function compare(value: unknown, literal: Literal): number {
  if (value === undefined || value === null) return Number.NaN;
  if (typeof value === 'number') return value - Number(literal);
  const [a, b] = [textOf(value), `${literal}`];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts rows as `created,-value.name` asks for: ascending unless a minus stands before the field. */
export function parseSort(text: string, allows: (path: string) => boolean): (a: Row, b: Row) => number {
  const keys = text.split(',').map((key) => ({ path: key.replace(/^[+-]/, ''), descending: key.startsWith('-') }));
  const unknown = keys.find(({ path }) => !allows(path));
  if (unknown) throw classicError(400, `Invalid sort: field '${unknown.path}' cannot be used`);
  return (a, b) => {
    for (const { path, descending } of keys) {
      const [left, right] = [at(a, path), at(b, path)];
      const order = typeof left === 'number' ? left - Number(right) : textOf(left).localeCompare(textOf(right));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

function tokenize(text: string): { kind: string; text: string }[] {
  const tokens: { kind: string; text: string }[] = [];
  const rest = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rest.length) {
    const start = TOKEN.lastIndex;
    const [, quoted, sign, word] = TOKEN.exec(rest) ?? [];
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') });
    else if (sign ?? word) tokens.push({ kind: 'word', text: sign ?? word ?? '' });
    else throw invalid(`cannot read '${rest.slice(start)}'`);
  }
  return tokens;
}

function at(row: Row, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Row | undefined)?.[name], row);
}

function textOf(value: unknown): string {
  return String(value ?? '');
}

function invalid(reason: string) {
  return classicError(400, `Invalid filter: ${reason}`);
}
