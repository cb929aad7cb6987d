import type { Dispatcher } from 'undici';
import { createDispatcher, dispatch, namesProxy } from '../../scripts/dynatrace/undici';

/** A request as the AWS SDK hands it over. */
interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * What the AWS SDK sends its requests with where the environment names a proxy, of which the SDK itself takes no notice.
 * Without one, the SDK's own way stays.
 *
 * @throws ConfigurationError when the proxy is no address of one
 */
export function awsRequestHandler(env: NodeJS.ProcessEnv) {
  if (!namesProxy(env)) return {};
  const dispatcher = createDispatcher(env);
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, { abortSignal }: { abortSignal?: unknown } = {}) {
      const { method, protocol, hostname, port, headers, body } = request;
      const response = await dispatch(dispatcher, {
        origin: `${protocol}//${hostname}${port ? `:${port}` : ''}`,
        path: `${request.path}${search(request.query)}`,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: (body ?? null) as string | Buffer | null,
        signal: abortSignal as AbortSignal | undefined,
        headersTimeout: TIMEOUT,
        bodyTimeout: TIMEOUT,
      });
      const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      const { statusCode, body: content } = response;
      return { response: { statusCode, headers: Object.fromEntries(entries), body: content } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy: () => void dispatcher.destroy(),
  };
  return { requestHandler: handler as never };
}

/** Longest wait for the beginning of an answer and between its parts, in milliseconds. */
const TIMEOUT = 30_000;

function search(query: SdkRequest['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) =>
      one === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(one)}`,
    ),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
