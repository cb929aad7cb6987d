import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { createRedactor, type Redactor } from '../../scripts/dynatrace/redact';
import { CommandError } from '../cli/command';

const MEDIA_TYPE = 'application/vnd.api+json';

/** Waits between attempts, in milliseconds; as many retries as there are waits. */
const WAITS = [500, 1000, 2000, 4000, 8000];

/** A resource as JSON:API writes it. */
export interface Resource<A = Record<string, unknown>> {
  id: string;
  attributes: A;
  relationships?: Record<string, { data?: { id: string } | null }>;
}

/** HCP Terraform's API, or Terraform Enterprise's. */
export interface HcpApi {
  get<A>(path: string): Promise<Resource<A>>;
  list<A>(path: string): Promise<Resource<A>[]>;
  post<A>(path: string, type: string, attributes: object, related?: Record<string, Related>): Promise<Resource<A>>;
  /** Sends a file to an address that needs no token. */
  upload(url: string, content: Buffer): Promise<void>;
  /** Reads from an address that needs no token. */
  download(url: string): Promise<Buffer>;
  redact: Redactor;
  close(): Promise<void>;
}

export interface Related {
  type: string;
  id: string;
}

/** The API refused a request, or did not answer. */
export class HcpError extends CommandError {
  override name = 'HcpError';
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

interface ConnectOptions {
  hostname: string;
  token: string;
  /** @default WAITS */
  waits?: number[];
}

/**
 * Finds the API of a host by Terraform's service discovery.
 *
 * @throws HcpError when the host cannot be reached or does not offer it.
 */
export async function connectHcp({ hostname, token, waits = WAITS }: ConnectOptions): Promise<HcpApi> {
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: 10_000 } });
  const redact = createRedactor([token]);
  const origin = `${isLoopback(hostname) ? 'http' : 'https'}://${hostname}`;
  let base = `${origin}/`;

  /** @param sends `api` for the API itself; `file` for an address that is a secret of its own and needs no token */
  async function attempt(method: Dispatcher.HttpMethod, url: string, sends: 'api' | 'file', body?: string | Buffer) {
    const headers = {
      api: { authorization: `Bearer ${token}`, 'content-type': MEDIA_TYPE },
      file: { 'content-type': 'application/octet-stream' },
    }[sends];
    const label = sends === 'api' ? `${method} ${new URL(url).pathname}` : `${method} of a file`;
    for (let tries = 0; ; tries++) {
      const failure = await once(method, url, { dispatcher, headers, ...(body !== undefined && { body }) });
      if (Buffer.isBuffer(failure)) return failure;
      const wait = waits[tries];
      if (!failure.passing || wait === undefined) {
        const cure = failure.status === 401 ? '; the token is wrong or expired' : '';
        throw new HcpError(redact(`${label} at ${hostname} failed: ${failure.text}${cure}`), failure.status);
      }
      await delay(failure.waitMs ?? wait);
    }
  }

  const json = async <T>(method: Dispatcher.HttpMethod, path: string, body?: string): Promise<T> => {
    const text = (await attempt(method, new URL(path, base).href, 'api', body)).toString('utf8');
    try {
      return (text ? JSON.parse(text) : {}) as T;
    } catch {
      throw new HcpError(`${method} ${path} at ${hostname} must answer JSON, got ${redact(text.slice(0, 80))}`);
    }
  };

  try {
    const services = await json<Record<string, string>>('GET', '.well-known/terraform.json');
    const service = services['tfe.v2'];
    if (!service) throw new HcpError(`${hostname} does not offer the API of HCP Terraform (no tfe.v2 service)`);
    base = new URL(service, origin).href;
  } catch (error) {
    await dispatcher.close();
    throw error;
  }
  return {
    get: async <A>(path: string) => (await json<{ data: Resource<A> }>('GET', path)).data,
    list: async <A>(path: string) => (await json<{ data: Resource<A>[] }>('GET', path)).data,
    post: async <A>(path: string, type: string, attributes: object, related: Record<string, Related> = {}) => {
      const relationships = Object.fromEntries(Object.entries(related).map(([name, data]) => [name, { data }]));
      const body = JSON.stringify({ data: { type, attributes, relationships } });
      return (await json<{ data: Resource<A> }>('POST', path, body)).data;
    },
    upload: async (url, content) => void (await attempt('PUT', url, 'file', content)),
    download: (url) => attempt('GET', url, 'file'),
    redact,
    close: () => dispatcher.close(),
  };
}

interface Failure {
  text: string;
  /** Whether another try may help and does no harm. */
  passing: boolean;
  status?: number;
  waitMs?: number;
}

async function once(
  method: Dispatcher.HttpMethod,
  url: string,
  options: Pick<Dispatcher.RequestOptions, 'headers' | 'body'> & { dispatcher: Dispatcher },
): Promise<Buffer | Failure> {
  try {
    const response = await request(url, { method, ...options });
    const content = Buffer.from(await response.body.arrayBuffer());
    const { statusCode: status, headers } = response;
    if (status < 300) return content;
    // A POST that the server may have carried out is not sent again.
    const passing = status === 429 || (status >= 500 && method !== 'POST');
    const seconds = Number(headers['retry-after'] ?? headers['x-ratelimit-reset'] ?? Number.NaN);
    return { status, passing, text: errorText(status, content), waitMs: seconds >= 0 ? seconds * 1000 : undefined };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { text: code ?? message, passing: method !== 'POST' };
  }
}

function errorText(status: number, content: Buffer): string {
  try {
    const { errors } = JSON.parse(content.toString('utf8')) as { errors: { title?: string; detail?: string }[] };
    const texts = errors.map(({ title, detail }) => [title, detail].filter(Boolean).join(': '));
    return [status, texts.join('; ')].join(' ').trim();
  } catch {
    return String(status);
  }
}

/** Terraform itself knows https only; this machine is where stand-ins run. */
function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d+){3}|localhost|\[::1\])(?::\d+)?$/.test(hostname);
}
