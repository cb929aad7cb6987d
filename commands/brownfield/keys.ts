/** Longest key that a deployment file takes. */
const LONGEST = 64;

/**
 * Gives each thing a key of the deployment file that is like its name. Keys differ by more than case.
 *
 * @returns the key of a thing, the same whenever it is asked for
 */
export function keysFor<T>(things: { thing: T; name: string }[]): (thing: T) => string {
  const keys = new Map<T, string>();
  const taken = new Set<string>();
  for (const { thing, name } of things) {
    const plain = plainKey(name);
    let key = plain;
    for (let count = 2; taken.has(key.toLowerCase()); count += 1) key = `${plain.slice(0, LONGEST - 4)}-${count}`;
    taken.add(key.toLowerCase());
    keys.set(thing, key);
  }
  return (thing) => keys.get(thing) as string;
}

function plainKey(name: string): string {
  const key = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^[_-]+|[_-]+$/g, '');
  return key || 'connection';
}
