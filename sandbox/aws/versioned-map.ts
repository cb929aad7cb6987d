/** A map that remembers what each key held earlier, so that a reader can lag behind. */
export interface VersionedMap<Value> {
  get(key: string): Value | undefined;
  /** Sets a key, or removes it when there is no value. */
  set(key: string, value: Value | undefined): void;
  /** What the key held at a time in the past, in milliseconds of the clock. */
  asOf(key: string, time: number): Value | undefined;
  /** What is there now, in the order of the keys. */
  values(): Value[];
}

/** @param clock the time of a change, in milliseconds. */
export function versionedMap<Value>(clock: () => number): VersionedMap<Value> {
  const histories = new Map<string, { since: number; value: Value | undefined }[]>();
  return {
    get: (key) => histories.get(key)?.at(-1)?.value,
    set(key, value) {
      histories.set(key, [...(histories.get(key) ?? []), { since: clock(), value }]);
    },
    asOf: (key, time) => histories.get(key)?.findLast(({ since }) => since <= time)?.value,
    values() {
      const current = [...histories].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, history]) => history.at(-1)?.value);
      return current.filter((value) => value !== undefined);
    },
  };
}
