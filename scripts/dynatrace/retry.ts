import { backoff, type Clock } from './clock';
import { isUnanswered } from './errors';

/** When and how long an act is repeated. */
export interface Repetition {
  /**
   * Whether another try may help after this failure.
   *
   * @default the failure is an answer that never came, so that whoever looks again may find the effect
   */
  while?(error: unknown): boolean;
  /** Tries in all. @default 5 */
  attempts?: number;
  /** About how long the first pause is, in milliseconds; each one is twice as long as the one before. @default 1000 */
  pause?: number;
  /** The longest pause, in milliseconds. @default 10000 */
  longest?: number;
  /** Ends the repetition however many tries are left, in milliseconds. @default no end */
  within?: number;
}

export const REPETITION = { attempts: 5, pause: 1_000, longest: 10_000, within: Number.POSITIVE_INFINITY } as const;

/**
 * Repeats an act until it succeeds. An act that writes has to look first, every time, for what an earlier try did.
 *
 * @throws what the last try threw
 */
export async function repeat<T>(
  { clock }: { clock: Clock },
  repetition: Repetition,
  act: (attempt: number) => Promise<T>,
): Promise<T> {
  const { while: mayHelp = isUnanswered, attempts, pause, longest, within } = { ...REPETITION, ...repetition };
  const started = clock.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act(attempt);
    } catch (error) {
      const wait = backoff(attempt - 1, pause, longest);
      if (!mayHelp(error) || attempt >= attempts || clock.now() - started + wait > within) throw error;
      await clock.sleep(wait);
    }
  }
}
