import type { Agent as AgentClass, Dispatcher, EnvHttpProxyAgent as ProxyAgentClass } from 'undici';

// undici's index loads fetch, caches and mocks as well, which doubles the start-up time of a script. These are the
// parts that a request needs.
const Agent = require('undici/lib/dispatcher/agent.js') as typeof AgentClass;
const request = require('undici/lib/api/api-request.js') as (
  this: Dispatcher,
  options: Dispatcher.RequestOptions,
) => Promise<Dispatcher.ResponseData>;

const PROXY_VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];

/** Longest wait for a connection, for the first byte of an answer and between its parts, in milliseconds. */
const TIMEOUTS = { connect: { timeout: 10_000 }, headersTimeout: 60_000, bodyTimeout: 60_000 };

/** A dispatcher that goes through the proxy that the environment names, if it names one. */
export function createDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  if (!PROXY_VARIABLES.some((name) => env[name])) return new Agent(TIMEOUTS);
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

export function dispatch(dispatcher: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
  return request.call(dispatcher, options);
}
