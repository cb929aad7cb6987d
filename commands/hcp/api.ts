import { type Clock, systemClock } from '../../scripts/dynatrace/clock';
import { LIMITS, type Limits, startDeadline } from '../../scripts/dynatrace/deadline';
import { DynatraceError } from '../../scripts/dynatrace/errors';
import { createHttp, type HttpRequest, type HttpResponse } from '../../scripts/dynatrace/http';
import { createRedactor, type Redactor } from '../../scripts/dynatrace/redact';
import { isList, isRecord, isText } from '../../scripts/dynatrace/shapes';
import { CommandError } from '../cli/command';

const MEDIA_TYPE = 'application/vnd.api+json';

/** How much of an answer that is not understood goes into a message, in characters. */
const EXCERPT = 80;

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
  clock: Clock;
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
  /** @default systemClock */
  clock?: Clock;
  /** @default those of every other call */
  limits?: Limits;
}

/**
 * Finds the API of a host by Terraform's service discovery.
 *
 * @throws HcpError when the host cannot be reached or does not offer it.
 */
export async function connectHcp(options: ConnectOptions): Promise<HcpApi> {
  const { hostname, token, clock = systemClock, limits = LIMITS } = options;
  const http = createHttp({ env: process.env, clock, log: () => {} });
  const redact = createRedactor([token]);
  const origin = `${isLoopback(hostname) ? 'http' : 'https'}://${hostname}`;
  let base = `${origin}/`;

  type Sent = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'> & { label: string };
  async function send(request: Sent): Promise<HttpResponse> {
    const response = await http.send({ ...request, deadline: startDeadline(clock, limits) }).catch((error: unknown) => {
      throw error instanceof DynatraceError ? new HcpError(redact(error.message)) : error;
    });
    const { status } = response;
    if (status >= 200 && status < 300 && !response.cut) return response;
    throw new HcpError(redact(`${request.label} failed: ${failureText(response)}`), status);
  }

  async function json<T>(method: 'GET' | 'POST', path: string, holds: (body: unknown) => boolean, body?: string) {
    const url = new URL(path, base).href;
    const label = `${method} ${new URL(url).pathname} at ${hostname}`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE };
    const { status, text } = await send({ method, url, headers, body, label });
    const answer = parse(text);
    if (holds(answer)) return answer as T;
    throw new HcpError(redact(`${label} must answer with what was asked for, got ${text.slice(0, EXCERPT) || status}`));
  }

  /** Its address is a secret of its own. */
  const file = (method: 'GET' | 'PUT', url: string, body?: Buffer) =>
    send({ method, url, body, headers: FILE, label: `${method} of a file at ${hostname}` });

  try {
    const services = await json<Record<string, unknown>>('GET', '.well-known/terraform.json', isRecord);
    const service = services['tfe.v2'];
    if (!isText(service)) throw new HcpError(`${hostname} does not offer the API of HCP Terraform (no tfe.v2 service)`);
    base = new URL(service, origin).href;
  } catch (error) {
    await http.close();
    throw error;
  }
  return {
    get: async <A>(path: string) => (await json<{ data: Resource<A> }>('GET', path, hasResource)).data,
    list: async <A>(path: string) => (await json<{ data: Resource<A>[] }>('GET', path, hasResources)).data,
    post: async <A>(path: string, type: string, attributes: object, related: Record<string, Related> = {}) => {
      const relationships = Object.fromEntries(Object.entries(related).map(([name, data]) => [name, { data }]));
      const body = JSON.stringify({ data: { type, attributes, relationships } });
      return (await json<{ data: Resource<A> }>('POST', path, hasResource, body)).data;
    },
    upload: async (url, content) => void (await file('PUT', url, content)),
    download: async (url) => (await file('GET', url)).bytes,
    redact,
    clock,
    close: () => http.close(),
  };
}

const FILE = { 'content-type': 'application/octet-stream', accept: '*/*' };

function isResource(item: unknown): boolean {
  return isRecord(item) && isText(item.id) && isRecord(item.attributes);
}

function hasResource(body: unknown): boolean {
  return isRecord(body) && isResource(body.data);
}

function hasResources(body: unknown): boolean {
  return isRecord(body) && isList(body.data, isResource);
}

function failureText({ status, headers, text, tried, cut }: HttpResponse): string {
  const body = parse(text);
  const errors = isRecord(body) && isList(body.errors, isRecord) ? body.errors : [];
  const texts = (errors as { title?: string; detail?: string }[]).map(({ title, detail }) =>
    [title, detail].filter(Boolean).join(': '),
  );
  const said = [status, texts.join('; ')].filter(Boolean).join(' ');
  const cure = status === 401 ? '; the token is wrong or expired' : '';
  const odd = cut ? ', with an implausibly long body' : '';
  const elsewhere = headers.location ? `, a redirect to ${headers.location.split(/[?#]/)[0]}` : '';
  return `${said}${elsewhere}${odd}${tried ? ` (${tried})` : ''}${cure}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Terraform itself knows https only; this machine is where stand-ins run. */
function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d+){3}|localhost|\[::1\])(?::\d+)?$/.test(hostname);
}
