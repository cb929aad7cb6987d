import { backoff } from './clock';

/** The longest pause that is added to the one that a rate limit asks for, in milliseconds: it spreads a crowd. */
const LONGEST_SPREAD = 15_000;

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Everybody who is turned away at the same time comes back at another. */
export function spread(asked: number | undefined, tries: number): number {
  const extra = backoff(tries - 1, 1_000, LONGEST_SPREAD);
  return asked === undefined ? extra : asked + Math.round(Math.random() * extra);
}

/** The pause that a response asks for in milliseconds: in either header, or in the gateway's body. */
export function retryAfter({ status, headers, text }: Answer, now: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const header = headers['retry-after'];
  if (header !== undefined) {
    if (/^\d+$/.test(header)) return Number(header) * 1_000;
    const date = Date.parse(header);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  const inBody = /"retryAfterSeconds"\s*:\s*(\d+)/.exec(text)?.[1];
  if (inBody !== undefined) return Number(inBody) * 1_000;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (Number.isNaN(reset)) return undefined;
  // HCP Terraform writes the seconds that are left, Dynatrace the microseconds since the epoch.
  return Math.max(0, reset > 1e12 ? reset / 1_000 - now : reset * 1_000);
}
