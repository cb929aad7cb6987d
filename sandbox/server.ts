import { channel } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Faults } from './faults';

export interface SandboxRequest {
  method: string;
  /** Path without the query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface SandboxResponse {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, text as it is. */
  body?: unknown;
}

export type Handler = (request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse>;

/** One request as it was answered, for tests that count and order them. */
export interface LogEntry {
  method: string;
  path: string;
  status: number;
}

export interface SandboxServer {
  url: string;
  port: number;
  faults: Faults;
  log: LogEntry[];
  close(): Promise<void>;
}

/** A request and its answer, as whoever subscribes to `exchanges` gets them. */
export interface Exchange {
  /** The name that the server was given. */
  server: string;
  request: SandboxRequest;
  /** Nothing where a fault took the place of the answer. */
  response?: SandboxResponse;
}

/** Time between two bytes of an answer that does not end, in milliseconds. */
const DRIP = 20;

/** Every exchange of the servers that have a name. */
export const exchanges = channel('dynatrace-aws-sandbox:exchange');

/** How a server is known, and how it holds requests back. */
export interface ServeOptions {
  /** What `exchanges` calls the server. @default its exchanges are not published */
  name?: string;
  /** Requests that are answered within a second; further ones get 429 with `Retry-After`. @default no limit */
  requestsPerSecond?(): number | undefined;
}

/** A port that something else listens on. */
class PortTakenError extends Error {
  override name = 'PortTakenError';

  constructor(readonly port: number) {
    super(`port ${port} of 127.0.0.1 is taken: stop what listens there (another sandbox?), or choose another port`);
  }
}

/** Serves one handler on loopback. Faults that a test scripts are carried out before or after the handler. @throws PortTakenError */
export async function serve(
  handler: Handler,
  port = 0,
  { name, requestsPerSecond = () => undefined }: ServeOptions = {},
): Promise<SandboxServer> {
  const admit = rateLimit(requestsPerSecond);
  const faults = new Faults();
  const log: LogEntry[] = [];
  const server = createServer((message, response) => {
    answer(message, response).catch((error: unknown) => {
      send(response, { status: 500, body: `the sandbox failed: ${error instanceof Error ? error.stack : error}` });
    });
  });

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(message);
    const fault = faults.take(request);
    if (fault?.delayMs) await delay(fault.delayMs);
    if (fault?.reset === 'before') return reset(message, request);
    if (fault?.hangs) return hang(response, request, fault.hangs);
    const result = admit() ?? (fault?.status ? faultResponse(fault) : await handler(request));
    if (name)
      exchanges.publish({ server: name, request, ...(!fault?.status && { response: result }) } satisfies Exchange);
    if (fault?.reset === 'after') return reset(message, request);
    log.push({ method: request.method, path: request.path, status: result.status });
    send(response, result);
  }

  function reset(message: IncomingMessage, request: SandboxRequest): void {
    log.push({ method: request.method, path: request.path, status: 0 });
    message.socket.resetAndDestroy();
  }

  function hang(response: ServerResponse, request: SandboxRequest, how: 'silent' | 'dripping'): void {
    log.push({ method: request.method, path: request.path, status: 0 });
    if (how === 'silent') return;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(1024 ** 2) });
    const timer = setInterval(() => response.write(' '), DRIP);
    response.on('close', () => clearInterval(timer));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    faults,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(message: IncomingMessage): Promise<SandboxRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const url = new URL(message.url ?? '/', 'http://sandbox');
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body: Buffer.concat(chunks),
  };
}

/** Counts requests by the second. Source of the headers: docs.dynatrace.com, "Access limit"; the reset is in microseconds. */
function rateLimit(limitOf: () => number | undefined): () => SandboxResponse | undefined {
  let second = 0;
  let count = 0;
  return () => {
    const limit = limitOf();
    const now = Math.floor(Date.now() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (limit === undefined || count <= limit) return undefined;
    const headers = {
      'retry-after': '1',
      'x-ratelimit-limit': String(limit * 60),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String((now + 1) * 1_000_000),
    };
    return { status: 429, headers, body: { error: { code: 429, message: 'Too many requests', retryAfterSeconds: 1 } } };
  };
}

function faultResponse(fault: { status?: number; headers?: Record<string, string>; body?: unknown }): SandboxResponse {
  return { status: fault.status ?? 500, headers: fault.headers ?? {}, body: fault.body ?? '' };
}

function send(response: ServerResponse, { status, headers = {}, body }: SandboxResponse): void {
  const json = typeof body === 'object' && body !== null && !Buffer.isBuffer(body);
  response.writeHead(status, { ...(json ? { 'content-type': 'application/json; charset=utf-8' } : {}), ...headers });
  response.end(json ? JSON.stringify(body) : (body as string | Buffer | undefined));
}
