import type { Handler, SandboxRequest, SandboxResponse } from '../server';
import { classicError, Refusal } from './errors';

export interface Call<C> {
  request: SandboxRequest;
  /** The decoded `{...}` parts of the path. */
  params: Record<string, string>;
  caller: C;
}

type Answer = SandboxResponse | Promise<SandboxResponse>;

export interface Route {
  method: string;
  /** As it was written, with its `{...}` parts. */
  path: string;
  pattern: RegExp;
  handle: (request: SandboxRequest, params: Record<string, string>) => Answer;
}

/** Routes below one prefix whose callers prove themselves in one way. */
export function routes<C>(
  prefix: string,
  authenticate: (request: SandboxRequest) => C,
  table: Record<string, (call: Call<C>) => Answer>,
): Route[] {
  return Object.entries(table).map(([key, handler]) => {
    const [method = 'GET', path = ''] = key.split(' ');
    return {
      method,
      path: prefix + path,
      pattern: patternOf(prefix + path),
      handle: (request, params) => handler({ request, params, caller: authenticate(request) }),
    };
  });
}

/** Sends each request to the first route that fits, and turns refusals into their responses. */
export function dispatch(table: Route[]): Handler {
  return async (request) => {
    const fitting = table.filter(({ pattern }) => pattern.test(request.path));
    const found = fitting.find(({ method }) => method === request.method);
    try {
      if (!found) throw classicError(fitting.length ? 405 : 404, fitting.length ? 'Method not allowed' : 'Not found');
      return await found.handle(request, paramsOf(found.pattern, request.path));
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
  };
}

/** @throws Refusal 415 or 400 when the body is not JSON. */
export function jsonBody<T>(request: SandboxRequest): T {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw classicError(415, 'Content type must be application/json');
  }
  try {
    return JSON.parse(request.body.toString('utf8')) as T;
  } catch {
    throw classicError(400, 'Could not map JSON: the body is not valid JSON');
  }
}

/** A body that must be one JSON object. */
export function jsonObject(request: SandboxRequest): Record<string, unknown> {
  const body = jsonBody<unknown>(request);
  if (!isObject(body)) throw classicError(400, 'Could not map JSON: an object is expected');
  return body;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

function paramsOf(pattern: RegExp, path: string): Record<string, string> {
  const groups = pattern.exec(path)?.groups ?? {};
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw classicError(400, 'The path is not encoded correctly');
  }
}
