/** Time as the scripts see it, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** A delay that grows from `base` with each attempt (0, 1, 2, …) up to `cap`, spread by half of itself; in ms. */
export function backoff(attempt: number, base: number, cap: number): number {
  const full = Math.min(base * 2 ** attempt, cap);
  return Math.round(full / 2 + (Math.random() * full) / 2);
}

/** Whole seconds for progress lines. */
export function seconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds / 1000));
}
