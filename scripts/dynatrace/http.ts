import type { Dispatcher } from 'undici';
import { name, version } from '../../package.json';
import { backoff, type Clock, seconds } from './clock';
import type { Deadline } from './deadline';
import { describeFailure } from './http-failure';
import { retryAfter, spread } from './rate-limit';
import { REPETITION } from './retry';
import { createDispatcher, dispatch, readBytes } from './undici';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Whether sending it twice does no harm. @default true for every method but POST */
  repeatable?: boolean;
  /** What messages call the request. @default method, origin and path */
  label?: string;
  deadline: Deadline;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as it came. */
  bytes: Buffer;
  /** The body was longer than an answer may be, and `text` is its beginning. */
  cut?: boolean;
  /** What was tried before this answer was taken for the last word, for a message. */
  tried?: string;
}

export interface Http {
  /**
   * Sends a request and repeats it while that is safe and may help. Any status comes back as a response.
   *
   * @throws TransientError when no answer came; its `unanswered` says whether the request may have taken effect.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpOptions {
  env: NodeJS.ProcessEnv;
  clock: Clock;
  log(line: string): void;
}

/** The longest answer that is read, in bytes. A page of 500 settings objects has less than a tenth of it. */
export const BODY_LIMIT = 8 * 1024 * 1024;

/** How much of a longer one is read as text, in bytes. */
const BEGINNING = 1_000;

export function createHttp({ env, clock, log }: HttpOptions): Http {
  let dispatcher: Dispatcher | undefined;
  const userAgent = `${name}/${version}${env.TFC_RUN_ID ? ` (run ${env.TFC_RUN_ID})` : ''}`;

  function open(): Dispatcher {
    if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
      log('warning: NODE_TLS_REJECT_UNAUTHORIZED=0 is set, so anyone on the network path can read the credentials');
    }
    return createDispatcher(env);
  }

  async function once({ method, url, headers, body }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    dispatcher ??= open();
    const { origin, pathname, search } = new URL(url);
    const response = await dispatch(dispatcher, {
      origin,
      path: pathname + search,
      method,
      headers: { accept: 'application/json', 'user-agent': userAgent, ...headers },
      body: body ?? null,
      signal,
    });
    const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    const { bytes, cut } = await readBytes(response.body, BODY_LIMIT);
    const common = { status: response.statusCode, headers: Object.fromEntries(entries), bytes };
    return cut
      ? { ...common, text: bytes.toString('utf8', 0, BEGINNING), cut }
      : { ...common, text: bytes.toString('utf8') };
  }

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const { deadline } = request;
    const repeatable = request.repeatable ?? request.method !== 'POST';
    const place = request.label ?? labelOf(request);
    let failures = 0;
    for (let tries = 1; ; tries += 1) {
      const pause = async (reason: string, wait: number) => {
        log(`${place} ${reason}, next attempt in ${seconds(wait)} s`);
        await clock.sleep(wait);
      };
      const tried = `tried ${times(tries)}, and a call may take ${seconds(deadline.limits.call)} s`;
      try {
        const response = await limited(attemptLimit(request), (signal) => once(request, signal));
        const { status } = response;
        const asked = retryAfter(response, clock.now());
        // Both say that the request was turned away before it was processed.
        if (status === 429 || (status === 503 && asked !== undefined)) {
          const wait = spread(asked, tries);
          const most = seconds(deadline.limits.turnedAway);
          if (wait > deadline.patience()) {
            return { ...response, tried: `turned away ${times(tries)}, and a call may wait ${most} s for that` };
          }
          await pause(`answered ${status}`, wait);
          deadline.excuse(wait);
          continue;
        }
        const mayHelp = repeatable && [500, 502, 503, 504].includes(status);
        if (!mayHelp) return response;
        failures += 1;
        const wait = backoff(failures - 1, REPETITION.pause, REPETITION.longest);
        if (failures >= REPETITION.attempts || wait > deadline.left()) return { ...response, tried };
        await pause(`answered ${status}`, wait);
      } catch (error) {
        const failure = describeFailure(error);
        failures += 1;
        const wait = backoff(failures - 1, REPETITION.pause / 2, REPETITION.longest);
        const over = failures >= REPETITION.attempts || wait > deadline.left();
        if (failure.final || over || !(repeatable || failure.unsent)) throw failure.told(place, tries > 1 && tried);
        await pause(`failed (${failure.code})`, wait);
      }
    }
  }

  return { send, close: async () => dispatcher?.destroy() };
}

/** The query may hold what is nobody's business. */
function labelOf({ method, url }: HttpRequest): string {
  const { origin, pathname } = new URL(url);
  return `${method} ${origin}${pathname}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** An upload may need longer than an attempt otherwise does. */
function attemptLimit({ body, deadline }: HttpRequest): number {
  const most = Buffer.isBuffer(body) ? deadline.limits.call : deadline.limits.attempt;
  return Math.max(0, Math.min(most, deadline.left()));
}

/** Ends an attempt that takes too long, at whatever point it is. */
async function limited<T>(milliseconds: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no complete answer within ${seconds(milliseconds)} s`);
      controller.abort(error);
      reject(Object.assign(error, { code: 'TIMEOUT' }));
    }, milliseconds);
  });
  const acting = act(controller.signal);
  // Whichever loses the race may fail later.
  acting.catch(() => {});
  try {
    return await Promise.race([acting, expired]);
  } finally {
    clearTimeout(timer);
  }
}
