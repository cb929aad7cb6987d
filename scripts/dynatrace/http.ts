import type { Dispatcher } from 'undici';
import { version } from '../../package.json';
import { backoff, type Clock, seconds } from './clock';
import { ConfigurationError, TransientError } from './errors';
import { createDispatcher, dispatch } from './undici';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Whether sending it twice does no harm. @default true for every method but POST */
  repeatable?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
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

/** How long one request may be repeated, in milliseconds. */
const TOTAL_DEADLINE = 180_000;

/** Attempts when the network fails or the server reports a fault of its own. */
const ATTEMPTS = 5;

/** Failures before anything was sent, after which even a POST can be sent again. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** Failures that no repetition heals: of certificates, and of servers that do not speak TLS. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;

export function createHttp({ env, clock, log }: HttpOptions): Http {
  let dispatcher: Dispatcher | undefined;
  const userAgent = `dynatrace-aws-workflows/${version}${env.TFC_RUN_ID ? ` (run ${env.TFC_RUN_ID})` : ''}`;

  async function once({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
    dispatcher ??= createDispatcher(env);
    const { origin, pathname, search } = new URL(url);
    const response = await dispatch(dispatcher, {
      origin,
      path: pathname + search,
      method,
      headers: { accept: 'application/json', 'user-agent': userAgent, ...headers },
      body: body ?? null,
    });
    const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    return { status: response.statusCode, headers: Object.fromEntries(entries), text: await response.body.text() };
  }

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const started = clock.now();
    const repeatable = request.repeatable ?? request.method !== 'POST';
    const place = `${request.method} ${new URL(request.url).origin}${new URL(request.url).pathname}`;
    for (let attempt = 0; ; attempt += 1) {
      let wait: number;
      let reason: string;
      try {
        const response = await once(request);
        const asked = retryAfter(response, clock.now());
        if (!mayRepeat(response.status, repeatable, asked, attempt)) return response;
        wait = asked ?? backoff(attempt, 1_000, 10_000);
        reason = `answered ${response.status}`;
        if (clock.now() - started + wait > TOTAL_DEADLINE) return response;
      } catch (error) {
        const failure = describeFailure(error, place);
        if (failure.final || attempt + 1 >= ATTEMPTS || !(repeatable || failure.unsent)) throw failure.error;
        wait = backoff(attempt, 500, 8_000);
        reason = `failed (${failure.code})`;
      }
      log(`${place} ${reason}, next attempt in ${seconds(wait)} s`);
      await clock.sleep(wait);
    }
  }

  return { send, close: async () => dispatcher?.destroy() };
}

function mayRepeat(status: number, repeatable: boolean, asked: number | undefined, attempt: number): boolean {
  // Both say that the request was turned away before it was processed.
  if (status === 429 || (status === 503 && asked !== undefined)) return true;
  return repeatable && [500, 502, 503, 504].includes(status) && attempt + 1 < ATTEMPTS;
}

/** The pause that a response asks for in milliseconds: header in seconds or as a date, or the gateway's body. */
function retryAfter({ status, headers, text }: HttpResponse, now: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const header = headers['retry-after'];
  if (header !== undefined) {
    if (/^\d+$/.test(header)) return Number(header) * 1_000;
    const date = Date.parse(header);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  const inBody = /"retryAfterSeconds"\s*:\s*(\d+)/.exec(text)?.[1];
  return inBody === undefined ? undefined : Number(inBody) * 1_000;
}

function describeFailure(error: unknown, place: string) {
  const cause = error as { code?: string; message?: string };
  const { code } = cause;
  if (typeof code !== 'string') throw error;
  const said = cause.message || code;
  if (UNTRUSTED.test(code)) {
    const cure =
      "Check the address, and set NODE_EXTRA_CA_CERTS if your organisation's authority signs its certificate.";
    return { final: true, unsent: true, code, error: new ConfigurationError(`${place} failed`, { said, cure, cause }) };
  }
  const unsent = UNSENT.includes(code);
  const cure = unsent
    ? 'Check the address in the deployment file, and HTTPS_PROXY if this machine needs a proxy.'
    : 'Run it again: it continues where it stopped.';
  const details = { said, cure, cause, unanswered: !unsent };
  return { final: false, unsent, code, error: new TransientError(`${place} got no answer`, details) };
}
