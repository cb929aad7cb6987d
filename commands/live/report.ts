import type { Live } from '../../scripts/kinds/verbs';
import { type Output, table } from '../cli/terminal';
import type { TrackedLive } from './read';

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
