import type { Kind } from '../../model/kind-types';
import { failed, type Outcome, ok, unchecked } from '../findings/rule';
import type { TrackedLive } from './read';

export const DEPLOY_AGAIN = 'Deploy again: npm run deploy';

export function ofKind(live: TrackedLive[], ...kinds: Kind[]): TrackedLive[] {
  return live.filter(({ kind }) => kinds.includes(kind));
}

/** One outcome about everything that a link of a connection's chain consists of. */
export function outcomeOf(subject: string, parts: TrackedLive[]): Outcome {
  if (parts.length === 0) return failed(subject, 'not deployed', DEPLOY_AGAIN);
  const bad = parts.filter(({ live }) => live.status !== 'in-sync');
  if (bad.length === 0) return ok(subject, parts.map(described).join(', '));
  const problems = bad.map(problem).join('; ');
  if (bad.every(({ live }) => live.status === 'unreadable')) return unchecked(subject, problems);
  return failed(subject, problems, DEPLOY_AGAIN);
}

function described({ kind, key, live }: TrackedLive): string {
  if (kind === 'connection-share') return key.split('/').slice(1).join('/');
  return kind === 'hub-app' && live.note ? `${key}, ${live.note}` : key;
}

function problem({ kind, key, live: { status, changes = [], note } }: TrackedLive): string {
  const details = changes.map(({ attribute, from, to }) => `${attribute} is ${to || 'empty'} instead of ${from}`);
  return [`${kind.replaceAll('-', ' ')} ${key} is ${status}`, ...details, ...(note ? [note] : [])].join(', ');
}
