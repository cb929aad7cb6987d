import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../../scripts/dynatrace/clock';
import type { HcpApi } from './api';

/** Markers around a log: where it starts, and that nothing follows. */
const START_OF_TEXT = 2;
const END_OF_TEXT = 3;
const CHUNK = 65_536;

/** Waits between two looks, in milliseconds: short at first, so that quick runs are followed closely. */
const PAUSES = { first: 200, longest: 3000, factor: 1.5 };

/** A pause that grows with each call, up to a limit. */
export function growingPause(clock: Clock): () => Promise<void> {
  let next = PAUSES.first;
  return async () => {
    await clock.sleep(next);
    next = Math.min(next * PAUSES.factor, PAUSES.longest);
  };
}

/**
 * Follows a log that is still being written, line by line.
 *
 * @param isOver whether what writes it has ended, for logs that break off without their end marker
 */
export async function followLog(
  api: Pick<HcpApi, 'download' | 'clock'>,
  url: string,
  isOver: () => Promise<boolean>,
  onLine: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  const pause = growingPause(api.clock);
  let offset = 0;
  let pending = '';
  for (let ended = false; !ended; ) {
    const over = await isOver();
    const chunk = await api.download(withRange(url, offset));
    ended = chunk.at(-1) === END_OF_TEXT || (over && chunk.length === 0);
    const start = offset === 0 && chunk[0] === START_OF_TEXT ? 1 : 0;
    const end = chunk.at(-1) === END_OF_TEXT ? chunk.length - 1 : chunk.length;
    offset += chunk.length;
    const lines = (pending + decoder.decode(chunk.subarray(start, end), { stream: true })).split('\n');
    pending = lines.pop() ?? '';
    lines.forEach(onLine);
    if (!ended && chunk.length < CHUNK) await pause();
  }
  if (pending) onLine(pending);
}

/** Messages that repeat what is known or pass too fast to read. */
const SILENT = new Set(['version', 'log', 'refresh_start', 'refresh_complete', 'apply_progress']);

/**
 * A line of a log as people read it, or nothing. Workspaces with structured output log one JSON object per line
 * between the plain ones.
 */
export function readableLine(line: string): string | undefined {
  if (!line.startsWith('{')) return stripVTControlCharacters(line).trimEnd();
  let entry: { '@message'?: string; type?: string; diagnostic?: Diagnostic };
  try {
    entry = JSON.parse(line);
  } catch {
    return stripVTControlCharacters(line);
  }
  if (entry.type !== undefined && SILENT.has(entry.type)) return undefined;
  const text = entry.diagnostic ? diagnosticText(entry.diagnostic) : entry['@message'];
  return text === undefined ? line : stripVTControlCharacters(text);
}

interface Diagnostic {
  severity: string;
  summary: string;
  detail?: string;
  address?: string;
}

function diagnosticText({ severity, summary, detail, address }: Diagnostic): string {
  const title = `${severity === 'error' ? 'Error' : 'Warning'}: ${summary}`;
  return ['', title, address && `  with ${address}`, detail && `\n${detail}`, '']
    .filter((part) => part !== undefined)
    .join('\n');
}

function withRange(url: string, offset: number): string {
  const ranged = new URL(url);
  ranged.searchParams.set('limit', String(CHUNK));
  ranged.searchParams.set('offset', String(offset));
  return ranged.href;
}
