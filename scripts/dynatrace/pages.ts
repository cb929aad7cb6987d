import { TransientError } from './errors';

/** One page of a list, and the key of the one behind it. */
export interface PageOf<T> {
  items: T[];
  next?: string | null;
}

/**
 * Reads every page of a list.
 *
 * @param fetch gets nothing for the first page
 * @throws TransientError when a page leads back to itself
 */
export async function collectPages<T>(what: string, fetch: (key?: string) => Promise<PageOf<T>>): Promise<T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  for (let key: string | undefined; ; ) {
    const { items, next } = await fetch(key);
    all.push(...items);
    if (!next) return all;
    if (seen.has(next)) {
      throw new TransientError(`could not ${what}`, {
        said: `page ${seen.size + 1} leads back to an earlier one`,
        cure: 'Run it again later.',
      });
    }
    seen.add(next);
    key = next;
  }
}
