import type { Mark } from './kind-types';

/** The external id of every object that a deployment creates begins with this. */
const PREFIX = 'dynatrace-aws-workflows';

/** The part of a mark that a description carries. */
export type NamedMark = Pick<Mark, 'label' | 'owner' | 'key'>;

/**
 * A mark tells which state made an object: the deployment's name for readers, the state's own id, and the key. Encoded
 * so that a name with a slash cannot be taken for another part.
 */
export function markOf({ label, owner, key }: NamedMark): string {
  return [PREFIX, ...[label, owner, key].map(encodeURIComponent)].join('/');
}

/**
 * Reads the mark in an external id or in the end of a description, or nothing where there is none. That of a connection
 * names its guard too.
 */
export function parseMark(text: string | undefined): (NamedMark & Partial<Pick<Mark, 'guard'>>) | undefined {
  const last = text?.split(`${PREFIX}/`).slice(1).at(-1);
  if (!last) return undefined;
  const [label, owner, key, guard] = last.split('/');
  if (!label || !owner || !key) return undefined;
  try {
    const [l, o, k] = [label, owner, key].map(decodeURIComponent) as [string, string, string];
    return { label: l, owner: o, key: k, ...(guard && { guard: decodeURIComponent(guard) }) };
  } catch {
    return undefined;
  }
}

/**
 * External id of a connection. It ends with the id of its guard: a connection may move to another key and leave its own
 * to a new one, and what may not change, or is masked on read, is that of the guard.
 */
export function connectionMark(mark: Mark): string {
  return `${markOf(mark)}/${encodeURIComponent(mark.guard)}`;
}

/** Name of the IAM policy of a workflow actor. Names are unique in an environment. */
export function actorPolicyName({ label, owner, key }: NamedMark): string {
  return `dynatrace-aws-workflows ${label}/${key} ${owner}`;
}
