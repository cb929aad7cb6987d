import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where `npm run conformance` keeps what was sent and answered, before it is judged. */
export const FOLDER = resolve(__dirname, '..', '..', 'dist', 'exchanges');

/** One exchange with the sandbox. */
export interface Recorded {
  server: string;
  method: string;
  path: string;
  query: [name: string, value: string][];
  /** Whether it was the product that sent it, and not a test of the sandbox by hand. */
  product: boolean;
  type: string;
  body: string;
  /** Nothing where a scripted fault took its place. */
  answer?: { status: number; gateway: boolean; body?: unknown };
}

/** @throws Error when nothing was recorded */
export function readExchanges(server: string): Recorded[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];
  if (files.length === 0) throw new Error('nothing is recorded: run `npm run conformance`');
  const all = files.flatMap((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Recorded[]);
  return all.filter((one) => one.server === server);
}
