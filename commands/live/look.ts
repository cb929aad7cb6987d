import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { TokenPool } from '../../scripts/dynatrace/auth';
import type { ApiAnswer, ApiRequest } from '../../scripts/dynatrace/context';
import { type Context, createContext } from '../../scripts/dynatrace/context';

/** Every look of a run uses the tokens of the others. */
const tokens: TokenPool = new Map();

/**
 * One look at a tenant: what was read once is not read again, and requests go out one after the other. Kinds that are
 * read side by side therefore all announce what they need before the first token is asked for, so that one serves all.
 *
 * @param environmentUrl another environment than the tenant's own, for what was deployed to it earlier
 * @throws ConfigurationError without usable credentials
 */
export function lookAt(
  { access, environment }: Pick<ResolvedStack, 'access' | 'environment'>,
  environmentUrl = environment.url,
): Context {
  const context = createContext(environmentUrl, access, { tokens });
  const answers = new Map<string, Promise<ApiAnswer<unknown>>>();
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(request: ApiRequest<T>): Promise<ApiAnswer<T>> {
    const answer = last.then(() => context.send(request));
    last = answer.catch(() => {});
    return answer;
  }

  function send<T>(request: ApiRequest<T>): Promise<ApiAnswer<T>> {
    if (request.method !== 'GET') return inTurn(request);
    const { service, path, query, accept } = request;
    const key = JSON.stringify([service, path, query, accept]);
    const answer = answers.get(key) ?? inTurn(request);
    answers.set(key, answer);
    return answer as Promise<ApiAnswer<T>>;
  }

  return { ...context, send };
}
