import { readTemplate } from './jinja-template';
import { UnreadableTemplate } from './jinja-tokens';
import type { Value } from './jinja-values';

/** A part of a reference: a literal, an input of the workflow, or something that only a run knows. */
export type Part = { kind: 'literal'; text: string } | { kind: 'input'; key: string } | { kind: 'computed' };

/** How a task refers to a connection. */
export type Reference = { by: 'id'; id: Part } | { by: 'name'; schema: Part; name: Part };

const COMPUTED: Part = { kind: 'computed' };

/**
 * The connections that an input of a task may refer to; none when it is empty, as in templates. What cannot be read
 * counts as an object id that only a run knows.
 */
export function referencesOf(input: unknown): Reference[] {
  if (input === undefined || input === null) return [];
  if (typeof input !== 'string') return [{ by: 'id', id: COMPUTED }];
  try {
    return references(readTemplate(input));
  } catch (error) {
    if (error instanceof UnreadableTemplate) return [{ by: 'id', id: COMPUTED }];
    throw error;
  }
}

/** The literals and inputs that a value may be. */
export function partsOf(value: Value | undefined): Part[] {
  if (value?.kind === 'either') return value.values.flatMap(partsOf);
  if (value?.kind === 'text') return [{ kind: 'literal', text: value.text }];
  return value?.kind === 'input' ? [value] : [COMPUTED];
}

function references(value: Value): Reference[] {
  if (value.kind === 'either') return value.values.flatMap(references);
  if (value.kind === 'connection') {
    const { schema, name } = value;
    return partsOf(schema).flatMap((one) => partsOf(name).map((other) => ({ by: 'name', schema: one, name: other })));
  }
  if (value.kind === 'text' && value.text === '') return [];
  if (value.kind !== 'computed') return partsOf(value).map((id) => ({ by: 'id', id }));
  const mentioned = value.from.flatMap(calls);
  return mentioned.length > 0 ? mentioned : [{ by: 'id', id: COMPUTED }];
}

/** The calls of `connection()` within a value that is computed from them. */
function calls(value: Value): Reference[] {
  if (value.kind === 'connection') return references(value);
  if (value.kind === 'either') return value.values.flatMap(calls);
  return value.kind === 'computed' ? value.from.flatMap(calls) : [];
}
