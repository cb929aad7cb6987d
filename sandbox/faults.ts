/** A failure that the next matching requests meet instead of, or after, the real answer. */
export interface Fault {
  /** HTTP method; any when left out. */
  method?: string;
  /** What the path must match. */
  path: RegExp;
  /** What the body of the request must contain; anything when left out. */
  contains?: string;
  /** How many matching requests meet the fault. @default 1 */
  times?: number;
  /** How many matching requests pass first. @default 0 */
  skip?: number;
  /** Answer with this status; the request then has no effect. */
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Wait before the answer, in milliseconds. */
  delayMs?: number;
  /** Keep the connection and never answer, or never come to the end of an answer; the request has no effect. */
  hangs?: 'silent' | 'dripping';
  /** Break the connection before the request takes effect, or after it did but before the answer. */
  reset?: 'before' | 'after';
}

/** The faults that are scripted for one server. */
export class Faults {
  private pending: (Fault & { times: number; skip: number })[] = [];

  add(fault: Fault): void {
    this.pending.push({ times: 1, skip: 0, ...fault });
  }

  clear(): void {
    this.pending = [];
  }

  /** The fault that this request meets, which counts as met. */
  take(request: { method: string; path: string; body: Buffer }): Fault | undefined {
    for (const fault of this.pending) {
      const matches =
        (!fault.method || fault.method === request.method) &&
        fault.path.test(request.path) &&
        (!fault.contains || request.body.includes(fault.contains));
      if (!matches || fault.times === 0) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.times -= 1;
      return fault;
    }
    return undefined;
  }
}
