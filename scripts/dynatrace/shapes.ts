/** What a call needs of the body of its answer. */
export interface Shape<T> {
  /** Completes "expected …" in an error. */
  expected: string;
  holds(body: unknown): body is T;
  /** Statuses that say enough, so that whatever comes with them is not looked at. */
  unread?: number[];
}

export function shape<T>(expected: string, holds: (body: unknown) => boolean, unread?: number[]): Shape<T> {
  return { expected, holds: holds as Shape<T>['holds'], unread };
}

/** The answer to a write that has nothing to say: no body, or an object. */
export const DONE = shape<unknown>('no content', (body) => body === undefined || isRecord(body));

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** APIs write null for what is not there, or leave it out. */
export function isOptional(value: unknown, holds: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || holds(value);
}

export function isList(value: unknown, holds: (item: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.every((item) => holds(item));
}
