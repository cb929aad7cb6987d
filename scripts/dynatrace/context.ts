import type { Permission } from '../../model/permissions';
import type { TenantAccess } from '../../model/script-input';
import { createTokens, type TokenPool } from './auth';
import { type Clock, systemClock } from './clock';
import { accountUuidOf, type Credentials, resolveCredentials, secretsOf } from './credentials';
import { type Limits, limitsOf, startDeadline } from './deadline';
import { ConfigurationError, type ResponseFacts } from './errors';
import { failureOf, readFailure } from './failures';
import { createHttp, type HttpRequest } from './http';
import type { Locks } from './locks';
import { createRedactor, type Redactor } from './redact';
import { foreign, isApiFailure, readAnswer, type Service } from './responses';
import type { Shape } from './shapes';
import type { Audience } from './token-endpoint';

/** Statuses of refusals that mean the same whoever gives them. */
const BELIEVED = [401, 403, 429];

export interface ApiRequest<T = unknown> {
  /** Completes "could not …" in an error. */
  what: string;
  /** @default 'platform' */
  service?: Service;
  method: HttpRequest['method'];
  /** Path below the service's base, with its segments encoded. */
  path: string;
  query?: Record<string, string | undefined>;
  json?: unknown;
  body?: { type: string; content: Buffer };
  /** What the caller must be granted; the names are the token's scopes. */
  permissions: Permission[];
  repeatable?: boolean;
  /** What the answer must look like, if the request succeeds. */
  answer: Shape<T>;
  /** Statuses of failures that come back as an answer instead of being thrown, if it is the API that reports them. */
  accept?: number[];
}

/** The body of a success, or a failure of an accepted status. */
export type ApiAnswer<T> = { body: T; failure?: undefined } | { body?: undefined; failure: ResponseFacts };

/** One tenant, and everything that a verb needs to work on it. */
export interface Context {
  environmentUrl: string;
  access: TenantAccess;
  credentials: Credentials;
  accountUuid?: string;
  clock: Clock;
  /** What scripts that run side by side on this machine must not do at once. */
  locks?: Locks;
  /** Progress, one line at a time, with secrets taken out. */
  log(line: string): void;
  redact(text: string): string;
  /** Announces what is going to be needed, so that one token serves it all. */
  need(permissions: Permission[]): void;
  /** Whether these credentials cannot have a scope, which a deployment then does without. Known once it was needed. */
  cannotHold(scope: string): boolean;
  /**
   * Only a 2xx whose body has the shape of `answer` is believed.
   *
   * @throws DynatraceError of the class that the status stands for, TransientError for an answer of another shape.
   * `unanswered` marks every failure after which the request may have taken effect all the same.
   */
  send<T>(request: ApiRequest<T>): Promise<ApiAnswer<T>>;
  close(): Promise<void>;
}

export interface ContextOptions {
  /** Where credentials and proxies come from. @default process.env */
  env?: NodeJS.ProcessEnv;
  /** @default drops the lines */
  log?(line: string): void;
  clock?: Clock;
  locks?: Locks;
  /** @default one that knows the credentials in `env` */
  redact?: Redactor;
  /** @default what `env` says, or the documented limits */
  limits?: Limits;
  /** Tokens that contexts with the same credentials share. @default each has its own */
  tokens?: TokenPool;
}

/** @throws ConfigurationError when the environment holds no usable credentials. */
export function createContext(environmentUrl: string, access: TenantAccess, options: ContextOptions = {}): Context {
  const { env = process.env, clock = systemClock, locks } = options;
  const redact = options.redact ?? createRedactor(secretsOf(env));
  const log = (line: string) => options.log?.(redact(line));
  const credentials = resolveCredentials(env, access);
  const accountUuid = accountUuidOf(env, access);
  const limits = options.limits ?? limitsOf(env);
  const http = createHttp({ env, clock, log });
  const tokens = createTokens({
    credentials,
    ssoUrl: access.ssoUrl,
    accountUuid,
    http,
    clock,
    log,
    redact,
    pool: options.tokens,
  });

  async function send<T>(request: ApiRequest<T>): Promise<ApiAnswer<T>> {
    const { what, method, permissions, answer, accept = [] } = request;
    const audience = audienceOf(request);
    const url = urlOf(request);
    const deadline = startDeadline(clock, limits);
    for (let attempt = 0; ; attempt += 1) {
      const authorization = await tokens.authorization(audience, scopesOf(permissions), deadline);
      const response = await http.send({
        method,
        url,
        headers: { authorization, ...contentType(request) },
        body: request.body?.content ?? (request.json === undefined ? undefined : JSON.stringify(request.json)),
        repeatable: request.repeatable,
        deadline,
      });
      const { status, tried } = response;
      if (status === 401 && attempt === 0 && tokens.renew(audience)) continue;
      const changes = method !== 'GET' && !(method === 'POST' && request.repeatable);
      const call = { what, changes, redact };
      if (status < 400) return { body: readAnswer(response, answer, call) };
      const failure = readFailure({ ...response, text: redact(response.text) });
      const own = isApiFailure(response, request.service);
      if (own && accept.includes(status)) return { failure };
      if (!own && !BELIEVED.includes(status) && status < 500)
        throw foreign(response, call, 'expected an answer of the API');
      const unanswered = changes && status >= 500 && response.headers['retry-after'] === undefined;
      throw failureOf(what, failure, permissions, credentials, { tried, unanswered });
    }
  }

  function urlOf(request: Pick<ApiRequest, 'service' | 'path' | 'query' | 'what'>): string {
    const { service = 'platform', path, query = {}, what } = request;
    const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = entries.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&');
    return `${baseOf(service, what)}${path}${search && `?${search}`}`;
  }

  function baseOf(service: Service, what: string): string {
    if (service === 'settings') {
      return credentials.kind === 'api-token'
        ? `${access.classicUrl}/api/v2/settings`
        : `${environmentUrl}/platform/classic/environment-api/v2/settings`;
    }
    if (service === 'platform' && credentials.kind !== 'api-token') return `${environmentUrl}/platform`;
    if (service === 'account' && credentials.kind === 'oauth-client') return access.accountUrl;
    throw new ConfigurationError(`cannot ${what} with the credentials in ${credentials.variable}`, {
      said:
        service === 'account' ? 'the account API accepts only OAuth clients' : 'an API token only works for settings',
      cure: 'Export DT_CLIENT_ID and DT_CLIENT_SECRET of an OAuth client.',
    });
  }

  return {
    environmentUrl,
    access,
    credentials,
    accountUuid,
    clock,
    locks,
    log,
    redact,
    need(permissions) {
      const scopes = scopesOf(permissions);
      // Scopes of the account API are no permissions of an environment, which all have a colon.
      tokens.need(
        'environment',
        scopes.filter((scope) => scope.includes(':')),
      );
      tokens.need(
        'account',
        scopes.filter((scope) => !scope.includes(':')),
      );
    },
    cannotHold: tokens.cannotHold,
    send,
    close: () => http.close(),
  };
}

function audienceOf({ service }: Pick<ApiRequest, 'service'>): Audience {
  return service === 'account' ? 'account' : 'environment';
}

function scopesOf(permissions: Permission[]): string[] {
  return permissions.map(({ permission }) => permission);
}

function contentType({ body, json }: Pick<ApiRequest, 'body' | 'json'>): Record<string, string> {
  if (body) return { 'content-type': body.type };
  return json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
}
