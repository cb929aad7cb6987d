/** What an expression is, as far as it can be known without running it. */
export type Value =
  | { kind: 'text'; text: string }
  /** A call of `connection()`; what is absent was not given. */
  | { kind: 'connection'; schema?: Value; name?: Value }
  /** One input of the workflow: `input()["key"]`. */
  | { kind: 'input'; key: string }
  /** All inputs: `input()`. */
  | { kind: 'inputs' }
  /** A name that nothing has set. */
  | { kind: 'name'; name: string }
  | { kind: 'either'; values: Value[] }
  /** Anything else, with the values that went into it. */
  | { kind: 'computed'; from: Value[] };

export interface Arguments {
  positional: Value[];
  named: Record<string, Value>;
}

/** Filters that leave a name as it is. */
const PASSING = ['trim', 'string'];

/** What operands come to that stand in a row, as far as it can be known. */
export function combine(operands: Value[], operators: string[]): Value {
  const [first] = operands as [Value];
  if (operators.length === 0) return first;
  if (operators.every((one) => one === 'or')) return { kind: 'either', values: operands };
  const joins = operators.every((one) => one === '~' || one === '+');
  const texts = operands.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
  if (joins && texts.length === operands.length) return { kind: 'text', text: texts.join('') };
  return { kind: 'computed', from: operands };
}

/** An attribute or an item of a value. */
export function member(value: Value, key: Value): Value {
  if (value.kind === 'inputs' && key.kind === 'text') return { kind: 'input', key: key.text };
  // A part of a connection still is that connection.
  return value.kind === 'connection' ? value : { kind: 'computed', from: [value, key] };
}

/** What a call returns. */
export function called(callee: Value, { positional, named }: Arguments): Value {
  if (callee.kind === 'name' && callee.name === 'connection') {
    const byName = (part: string) => Object.entries(named).find(([key]) => key.toLowerCase().includes(part))?.[1];
    return { kind: 'connection', schema: positional[0] ?? byName('schema'), name: positional[1] ?? byName('name') };
  }
  if (callee.kind === 'name' && callee.name === 'input') return { kind: 'inputs' };
  const [key, otherwise] = positional;
  if (callee.kind === 'input' && callee.key === 'get' && key?.kind === 'text') {
    return withDefault({ kind: 'input', key: key.text }, otherwise);
  }
  return { kind: 'computed', from: [callee, ...positional, ...Object.values(named)] };
}

/** What a filter makes of a value. */
export function filtered(value: Value, filter: string, given: Arguments | undefined): Value {
  if (value.kind === 'connection') return value;
  if (PASSING.includes(filter)) return value.kind === 'text' ? { kind: 'text', text: value.text.trim() } : value;
  const parts = [...(given?.positional ?? []), ...Object.values(given?.named ?? {})];
  if (filter === 'default' || filter === 'd') return withDefault(value, parts[0]);
  return { kind: 'computed', from: [value, ...parts] };
}

function withDefault(value: Value, otherwise: Value | undefined): Value {
  return otherwise ? { kind: 'either', values: [value, otherwise] } : value;
}
