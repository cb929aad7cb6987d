import type { Permission } from '../../model/permissions';
import type { TenantAccess } from '../../model/script-input';
import { type Audience, createTokens } from './auth';
import { type Clock, systemClock } from './clock';
import { accountUuidOf, type Credentials, resolveCredentials, secretsOf } from './credentials';
import { ConfigurationError } from './errors';
import { createHttp, type HttpRequest } from './http';
import type { Journal } from './journal';
import { createRedactor, type Redactor } from './redact';
import { failureOf, parseJson, readFailure } from './responses';

export interface ApiRequest {
  /** Completes "could not …" in an error. */
  what: string;
  /** `settings` has another address for API tokens; `account` is the account API. @default 'platform' */
  service?: 'settings' | 'platform' | 'account';
  method: HttpRequest['method'];
  /** Path below the service's base, with its segments encoded. */
  path: string;
  query?: Record<string, string | undefined>;
  json?: unknown;
  body?: { type: string; content: Buffer };
  /** What the caller must be granted; the names are the token's scopes. */
  permissions: Permission[];
  repeatable?: boolean;
  /** Statuses of failures that come back as an answer instead of being thrown. */
  accept?: number[];
}

export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** One tenant, and everything that a verb needs to work on it. */
export interface Context {
  environmentUrl: string;
  access: TenantAccess;
  credentials: Credentials;
  accountUuid?: string;
  clock: Clock;
  /** Remembers unfinished work between two runs of the same create. */
  journal?: Journal;
  /** Progress, one line at a time, with secrets taken out. */
  log(line: string): void;
  redact(text: string): string;
  /** Announces what is going to be needed, so that one token serves it all. */
  need(permissions: Permission[]): void;
  /** @throws DynatraceError of the class that the status stands for. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  close(): Promise<void>;
}

export interface ContextOptions {
  /** Where credentials and proxies come from. @default process.env */
  env?: NodeJS.ProcessEnv;
  /** @default drops the lines */
  log?(line: string): void;
  clock?: Clock;
  journal?: Journal;
  /** @default one that knows the credentials in `env` */
  redact?: Redactor;
}

/** @throws ConfigurationError when the environment holds no usable credentials. */
export function createContext(environmentUrl: string, access: TenantAccess, options: ContextOptions = {}): Context {
  const { env = process.env, clock = systemClock, journal } = options;
  const redact = options.redact ?? createRedactor(secretsOf(env));
  const log = (line: string) => options.log?.(redact(line));
  const credentials = resolveCredentials(env, access);
  const accountUuid = accountUuidOf(env, access);
  const http = createHttp({ env, clock, log });
  const tokens = createTokens({ credentials, ssoUrl: access.ssoUrl, accountUuid, http, clock, redact });

  async function send(request: ApiRequest): Promise<ApiAnswer> {
    const { what, method, permissions, accept = [] } = request;
    const audience = audienceOf(request);
    const url = urlOf(request);
    for (let attempt = 0; ; attempt += 1) {
      const authorization = await tokens.authorization(audience, scopesOf(permissions));
      const response = await http.send({
        method,
        url,
        headers: { authorization, ...contentType(request) },
        body: request.body?.content ?? (request.json === undefined ? undefined : JSON.stringify(request.json)),
        repeatable: request.repeatable,
      });
      if (response.status === 401 && attempt === 0 && tokens.renew(audience)) continue;
      if (response.status < 400) return { status: response.status, body: parseJson(response, what, redact) };
      const facts = readFailure({ ...response, text: redact(response.text) });
      if (accept.includes(response.status)) return { status: response.status, body: facts };
      throw failureOf(what, facts, permissions, credentials);
    }
  }

  function urlOf({ service = 'platform', path, query = {}, what }: ApiRequest): string {
    const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = entries.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&');
    return `${baseOf(service, what)}${path}${search && `?${search}`}`;
  }

  function baseOf(service: NonNullable<ApiRequest['service']>, what: string): string {
    if (service === 'settings') {
      return credentials.kind === 'api-token'
        ? `${access.classicUrl}/api/v2/settings`
        : `${environmentUrl}/platform/classic/environment-api/v2/settings`;
    }
    if (service === 'platform' && credentials.kind !== 'api-token') return `${environmentUrl}/platform`;
    if (service === 'account' && credentials.kind === 'oauth') return access.accountUrl;
    throw new ConfigurationError(`cannot ${what} with the credentials in ${credentials.variable}`, {
      said: service === 'account' ? 'the account API takes OAuth clients only' : 'an API token serves settings only',
      cure: 'Export DT_CLIENT_ID and DT_CLIENT_SECRET of an OAuth client.',
    });
  }

  return {
    environmentUrl,
    access,
    credentials,
    accountUuid,
    clock,
    journal,
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
    send,
    close: () => http.close(),
  };
}

function audienceOf({ service }: ApiRequest): Audience {
  return service === 'account' ? 'account' : 'environment';
}

function scopesOf(permissions: Permission[]): string[] {
  return permissions.map(({ permission }) => permission);
}

function contentType({ body, json }: ApiRequest): Record<string, string> {
  if (body) return { 'content-type': body.type };
  return json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
}
