import { classicError } from './errors';

type Row = Record<string, unknown>;
type Predicate = (row: Row) => boolean;

const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|([()=,]|!=)|([\w.:-]+))/y;

/**
 * Reads a filter expression such as `value.name = 'a' or not (value.name starts-with 'b')`: comparisons with
 * `=`, `!=`, `contains`, `starts-with` and `in`, joined by `and`, `or`, `not` and parentheses.
 *
 * @param fields the fields that the response shows; no other may be used
 * @throws Refusal 400 when the expression cannot be read, is too long, or names another field.
 */
export function parseFilter(text: string, fields: string[]): Predicate {
  if (text.length > 1024) throw invalid('the expression has more than 1024 characters');
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
    if (depth === 5) throw invalid('parentheses are nested more than 5 deep');
    take();
    const inner = any(depth + 1);
    if (take().text !== ')') throw invalid('a parenthesis is not closed');
    return inner;
  }

  function comparison(): Predicate {
    const path = take().text;
    if (!fields.includes(path.split('.')[0] ?? '')) throw invalid(`field '${path}' is not among the returned fields`);
    const operator = take().text;
    if (operator === 'in') {
      const values = list();
      return (row) => values.includes(String(at(row, path)));
    }
    const literal = take();
    if (literal.kind !== 'text') throw invalid(`a text in single quotes is expected after ${operator}`);
    return compare(operator, path, literal.text);
  }

  function list(): string[] {
    if (take().text !== '(') throw invalid('a list in parentheses is expected after in');
    const values: string[] = [];
    do values.push(take().text);
    while (take().text === ',');
    return values;
  }

  const predicate = any(0);
  if (tokens.length > 0) throw invalid(`unexpected '${tokens[0]?.text}'`);
  return predicate;
}

function compare(operator: string, path: string, literal: string): Predicate {
  switch (operator) {
    case '=':
      return (row) => String(at(row, path)) === literal;
    case '!=':
      return (row) => String(at(row, path)) !== literal;
    case 'contains':
      return (row) => {
        const value = at(row, path);
        return Array.isArray(value) ? value.includes(literal) : String(value).includes(literal);
      };
    case 'starts-with':
      return (row) => String(at(row, path)).startsWith(literal);
    default:
      throw invalid(`unknown operator '${operator}'`);
  }
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

function invalid(reason: string) {
  return classicError(400, `Invalid filter: ${reason}`);
}
