import type { Live } from '../../scripts/kinds/verbs';
import { type Output, table } from '../cli/terminal';
import type { TrackedLive } from './read';

/** What drift means for an exit code: 1 when something could not be read, else 2 for drift, else 0. */
export function driftCode(drift: TrackedLive[]): 0 | 1 | 2 {
  if (drift.some(({ live }) => live.status === 'unreadable')) return 1;
  return drift.some(({ live }) => live.status !== 'in-sync') ? 2 : 0;
}

/** The exit code of several tenants: errors outweigh findings, and findings outweigh their absence. */
export function worst(codes: number[]): number {
  if (codes.includes(1)) return 1;
  return codes.includes(2) ? 2 : 0;
}

/** A table of what was compared, one line per resource. */
export function driftTable(drift: TrackedLive[], { colors }: Pick<Output, 'colors'>): string {
  const paint: Record<Live['status'], (text: string) => string> = {
    'in-sync': colors.green,
    changed: colors.yellow,
    missing: colors.red,
    hidden: colors.yellow,
    unreadable: colors.red,
  };
  return table(
    drift.map(({ kind, key, live }) => [
      `  ${paint[live.status](live.status.replace('-', ' '))}`,
      kind,
      key,
      details(live),
    ]),
  );
}

/** The same for other programs. */
export function driftJson(drift: TrackedLive[]): object[] {
  return drift.map(({ kind, key, address, live }) => {
    const { status, changes = [], note, objectId } = live;
    return { address, kind, key, status, changes, ...(note && { note }), ...(objectId && { objectId }) };
  });
}

/** One sentence about a whole tenant. */
export function driftSummary(drift: TrackedLive[]): string {
  if (drift.length === 0) return 'nothing is deployed yet';
  const count = (status: Live['status']) => drift.filter(({ live }) => live.status === status).length;
  const parts = (['in-sync', 'changed', 'missing', 'hidden', 'unreadable'] as const)
    .map((status) => ({ status, number: count(status) }))
    .filter(({ number }) => number > 0);
  return parts.map(({ status, number }) => `${number} ${status.replace('-', ' ')}`).join(', ');
}

function details({ changes = [], note }: Live): string {
  const changed = changes.map(({ attribute, from, to }) => `${attribute}: ${quoted(from)} -> ${quoted(to)}`);
  return [...changed, ...(note ? [note] : [])].join('; ');
}

function quoted(text: string): string {
  return text === '' ? 'nothing' : text.replace(/\s+/g, ' ');
}
