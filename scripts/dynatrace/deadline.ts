import type { Clock } from './clock';
import { ConfigurationError } from './errors';

/** How long one call may take, in milliseconds. A call is all that one question to the API takes: its token, too. */
export interface Limits {
  /** The whole call, with every repetition and the pauses between them. */
  call: number;
  /** One attempt of it, from the first byte sent to the last byte read. An upload may take the whole call. */
  attempt: number;
  /**
   * The pauses that the API asks for because of its rate limit, which do not count towards `call`: ten scripts at once
   * have to get through, however slowly.
   */
  turnedAway: number;
}

export const LIMITS: Limits = { call: 180_000, attempt: 60_000, turnedAway: 720_000 };

/** Sets `call` in seconds, and the other limits in proportion. */
const VARIABLE = 'DYNATRACE_CALL_TIMEOUT';

/** @throws ConfigurationError when the variable holds anything but a number of seconds. */
export function limitsOf(env: NodeJS.ProcessEnv): Limits {
  const text = env[VARIABLE]?.trim();
  if (!text) return LIMITS;
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < 1 || seconds > 3_600) {
    throw new ConfigurationError(`${VARIABLE} must be a whole number of seconds from 1 to 3600, got "${text}"`);
  }
  return withCall(LIMITS, seconds * 1_000);
}

/** The same limits in proportion to another one of the whole call, in milliseconds. */
export function withCall({ call, attempt, turnedAway }: Limits, milliseconds: number): Limits {
  const share = milliseconds / call;
  return { call: call * share, attempt: attempt * share, turnedAway: turnedAway * share };
}

/** The time that one call has. */
export interface Deadline {
  limits: Limits;
  /** What is left of the call. */
  left(): number;
  /** What is left for pauses because of a rate limit. */
  patience(): number;
  /** Takes such a pause off the patience instead of the call. */
  excuse(milliseconds: number): void;
}

export function startDeadline(clock: Clock, limits: Limits): Deadline {
  const started = clock.now();
  let excused = 0;
  return {
    limits,
    left: () => limits.call - (clock.now() - started - excused),
    patience: () => limits.turnedAway - excused,
    excuse: (milliseconds) => {
      excused += milliseconds;
    },
  };
}
