import { type Token, UnreadableTemplate } from './jinja-tokens';
import { type Arguments, called, combine, filtered, member, type Value } from './jinja-values';

export type Variables = ReadonlyMap<string, Value>;

const OPERATORS = ['+', '-', '*', '/', '//', '%', '**', '~', '==', '!=', '<', '<=', '>', '>='];
const WORD_OPERATORS = ['and', 'or', 'in', 'is', 'not'];
const KEYWORDS = [...WORD_OPERATORS, 'if', 'else'];
/** Brackets and conditions within each other, beyond which nobody writes by hand. */
const MAX_DEPTH = 100;
const NO_TEXT: Value = { kind: 'text', text: '' };

/**
 * Reads one whole expression.
 *
 * @throws UnreadableTemplate when it breaks Jinja's grammar
 */
export function readExpression(tokens: Token[], variables: Variables): Value {
  let at = 0;
  let depth = 0;
  const value = expression();
  if (at < tokens.length) throw unexpected();
  return value;

  function unexpected(): UnreadableTemplate {
    const token = tokens[at];
    return new UnreadableTemplate(token ? `"${token.text}" is not expected` : 'an expression is incomplete');
  }

  function isNext(kind: Token['kind'], texts: string[]): boolean {
    const token = tokens[at];
    return token?.kind === kind && texts.includes(token.text);
  }

  function take(sign: string): boolean {
    if (!isNext('sign', [sign])) return false;
    at += 1;
    return true;
  }

  function expect(sign: string): void {
    if (!take(sign)) throw unexpected();
  }

  function word(): string {
    const token = tokens[at];
    if (token?.kind !== 'name') throw unexpected();
    at += 1;
    return token.text;
  }

  function expression(): Value {
    depth += 1;
    if (depth > MAX_DEPTH) throw new UnreadableTemplate('an expression is nested too deeply');
    const value = conditional();
    depth -= 1;
    return value;
  }

  function conditional(): Value {
    const value = chain();
    if (!isNext('name', ['if'])) return value;
    at += 1;
    chain();
    if (!isNext('name', ['else'])) return { kind: 'either', values: [value, NO_TEXT] };
    at += 1;
    return { kind: 'either', values: [value, expression()] };
  }

  /** Operands and operators in a row: what binds how matters only for results that are not known anyway. */
  function chain(): Value {
    const operands = [operand()];
    const operators: string[] = [];
    while (isNext('sign', OPERATORS) || isNext('name', WORD_OPERATORS)) {
      const operator = tokens[at]?.text as string;
      at += 1;
      operators.push(operator);
      if (operator === 'is') test();
      else if (operator === 'not') continue;
      else operands.push(operand());
    }
    return combine(operands, operators);
  }

  function operand(): Value {
    let prefixed = false;
    for (; isNext('name', ['not']) || isNext('sign', ['-', '+']); at += 1) prefixed = true;
    const value = postfix(primary());
    return prefixed ? { kind: 'computed', from: [value] } : value;
  }

  function test(): void {
    if (isNext('name', ['not'])) at += 1;
    word();
    const token = tokens[at];
    const takesArgument = token && (token.kind === 'string' || token.kind === 'number' || take('('));
    if (!takesArgument) return;
    if (token.text === '(' && token.kind === 'sign') callArguments();
    else at += 1;
  }

  function primary(): Value {
    const token = tokens[at];
    if (!token || (token.kind === 'name' && KEYWORDS.includes(token.text))) throw unexpected();
    at += 1;
    if (token.kind === 'string') {
      let { text } = token;
      while (tokens[at]?.kind === 'string') text += tokens[at++]?.text;
      return { kind: 'text', text };
    }
    if (token.kind === 'number') return { kind: 'text', text: token.text };
    if (token.kind === 'name') return variables.get(token.text) ?? { kind: 'name', name: token.text };
    if (token.text === '(') return group();
    if (token.text === '[') return { kind: 'computed', from: items(']') };
    if (token.text === '{') return { kind: 'computed', from: items('}') };
    at -= 1;
    throw unexpected();
  }

  function group(): Value {
    const values = items(')');
    return values.length === 1 ? (values[0] as Value) : { kind: 'computed', from: values };
  }

  /** A list, a tuple, or the keys and values of a mapping, up to its end. */
  function items(end: string): Value[] {
    const values: Value[] = [];
    while (!take(end)) {
      values.push(expression());
      if (take(':')) values.push(expression());
      if (!take(',') && !isNext('sign', [end])) throw unexpected();
    }
    return values;
  }

  function postfix(start: Value): Value {
    let value = start;
    for (;;) {
      if (take('.')) value = member(value, { kind: 'text', text: word() });
      else if (take('[')) value = member(value, subscript());
      else if (take('(')) value = called(value, callArguments());
      else if (take('|')) value = filtered(value, dotted(), take('(') ? callArguments() : undefined);
      else return value;
    }
  }

  function subscript(): Value {
    const parts: Value[] = [];
    let slices = false;
    while (!take(']')) {
      if (take(':')) slices = true;
      else parts.push(expression());
    }
    return slices || parts.length !== 1 ? { kind: 'computed', from: parts } : (parts[0] as Value);
  }

  function dotted(): string {
    let name = word();
    while (take('.')) name += `.${word()}`;
    return name;
  }

  function callArguments(): Arguments {
    const given: Arguments = { positional: [], named: {} };
    while (!take(')')) {
      const [name, equals] = [tokens[at], tokens[at + 1]];
      if (name?.kind === 'name' && equals?.kind === 'sign' && equals.text === '=') {
        at += 2;
        given.named[name.text] = expression();
      } else {
        const spread = take('*') || take('**');
        const value = expression();
        given.positional.push(spread ? { kind: 'computed', from: [value] } : value);
      }
      if (!take(',') && !isNext('sign', [')'])) expect(')');
    }
    return given;
  }
}
