import { setFlagsFromString } from 'node:v8';
import type { Agent as AgentClass, Dispatcher, EnvHttpProxyAgent as ProxyAgentClass } from 'undici';
import { ConfigurationError } from './errors';

// undici's parser is WebAssembly, and a script is over before compiling it a second time, for speed, has paid off.
setFlagsFromString('--liftoff-only');

// undici's index loads fetch, caches and mocks as well, which doubles the start-up time of a script. These are the
// parts that a request needs.
const Agent = require('undici/lib/dispatcher/agent.js') as typeof AgentClass;
const request = require('undici/lib/api/api-request.js') as (
  this: Dispatcher,
  options: Dispatcher.RequestOptions,
) => Promise<Dispatcher.ResponseData>;

const PROXY_VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];

/** Longest wait for a connection, in milliseconds. Whoever sends a request limits the rest of it. */
const TIMEOUTS = { connect: { timeout: 10_000 }, headersTimeout: 0, bodyTimeout: 0 };

export function namesProxy(env: NodeJS.ProcessEnv): boolean {
  return PROXY_VARIABLES.some((name) => env[name]);
}

/**
 * A dispatcher that goes through the proxy that the environment names, if it names one.
 *
 * @throws ConfigurationError when that is no address of a proxy
 */
export function createDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  if (!namesProxy(env)) return new Agent(TIMEOUTS);
  for (const name of PROXY_VARIABLES) if (env[name]) requireProxy(name, env[name]);
  const { prototype } = require('undici/lib/dispatcher/dispatcher.js') as { prototype: object };
  // Tunnels are opened with a method that undici's index adds to every dispatcher.
  Object.assign(prototype, { connect: require('undici/lib/api/api-connect.js') });
  const EnvHttpProxyAgent = require('undici/lib/dispatcher/env-http-proxy-agent.js') as typeof ProxyAgentClass;
  return new EnvHttpProxyAgent({
    ...TIMEOUTS,
    httpProxy: env.http_proxy ?? env.HTTP_PROXY,
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY,
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
  });
}

/** The value is not shown, because it may hold a password. */
function requireProxy(name: string, value: string): void {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.hostname && ['http:', 'https:'].includes(url.protocol)) return;
  throw new ConfigurationError(`${name} must be the URL of a proxy`, {
    said: 'it does not begin with http:// or https:// and a host',
    cure: `Write it like http://proxy.example.com:8080, or unset ${name}.`,
  });
}

export function dispatch(dispatcher: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
  return request.call(dispatcher, options);
}

/**
 * Reads a body, as far as it is not longer than allowed; the rest is not fetched.
 *
 * @param limit in bytes
 */
export async function readBytes(
  body: Dispatcher.ResponseData['body'],
  limit: number,
): Promise<{ bytes: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    // Leaving the loop destroys the body, and with it the connection.
    if (size > limit) break;
  }
  return { bytes: Buffer.concat(chunks), cut: size > limit };
}
