import { backoff, type Clock } from './clock';
import type { Credentials } from './credentials';
import { AuthorizationError, TransientError } from './errors';
import type { Http, HttpResponse } from './http';
import type { Redactor } from './redact';
import { parseJson, readFailure } from './responses';

/** What a token is for: an environment's APIs, or the account API. */
export type Audience = 'environment' | 'account';

export interface Tokens {
  /** Announces scopes that will be needed, so that one token serves them all. */
  need(audience: Audience, scopes: string[]): void;
  /** Value of the Authorization header. */
  authorization(audience: Audience, scopes: string[]): Promise<string>;
  /** Forgets the token, after the API refused it. Says whether a new one can be had. */
  renew(audience: Audience): boolean;
}

export interface TokenOptions {
  credentials: Credentials;
  ssoUrl: string;
  accountUuid?: string;
  http: Http;
  clock: Clock;
  redact: Redactor;
}

/** A token is renewed this long before it expires, in milliseconds. Tokens live 300 s. */
const MARGIN = 30_000;

/** How often an empty or invalid answer of the token endpoint is asked for again; it happens for a moment at times. */
const ATTEMPTS = 5;

interface TokenAnswer {
  access_token?: string;
  expires_in?: number;
  scope?: string;
}

interface Held {
  header: string;
  expires: number;
  scopes: Set<string>;
}

export function createTokens(options: TokenOptions): Tokens {
  const { credentials, clock } = options;
  if (credentials.kind !== 'oauth') {
    const scheme = credentials.kind === 'api-token' ? 'Api-Token' : 'Bearer';
    return { need() {}, authorization: async () => `${scheme} ${credentials.token}`, renew: () => false };
  }
  const { clientId, clientSecret, variable } = credentials;
  const wanted: Record<Audience, Set<string>> = { environment: new Set(), account: new Set() };
  const held: Partial<Record<Audience, Promise<Held>>> = {};

  async function authorization(audience: Audience, scopes: string[]): Promise<string> {
    const current = await held[audience];
    const serves = current && current.expires > clock.now() && scopes.every((scope) => current.scopes.has(scope));
    if (serves) return current.header;
    const all = new Set([...wanted[audience], ...scopes]);
    const request = fetchToken(audience, all);
    held[audience] = request;
    try {
      const token = await request;
      wanted[audience] = new Set(all);
      return token.header;
    } catch (error) {
      delete held[audience];
      throw error;
    }
  }

  async function fetchToken(audience: Audience, scopes: Set<string>): Promise<Held> {
    const response = await ask(audience, [...scopes]);
    if (response.status >= 400) throw await refusal(response, audience, [...scopes]);
    const answer = response.answer as Required<Pick<TokenAnswer, 'access_token'>> & TokenAnswer;
    const granted = answer.scope?.split(' ');
    const missing = granted ? [...scopes].filter((scope) => !granted.includes(scope)) : [];
    if (missing.length > 0) throw missingScopes(missing, variable);
    options.redact.add(answer.access_token);
    const expires = clock.now() + (answer.expires_in ?? 300) * 1_000 - MARGIN;
    return { header: `Bearer ${answer.access_token}`, expires, scopes };
  }

  /** Asks the token endpoint, repeatedly as long as it answers with something that is no token. */
  async function ask(audience: Audience, scopes: string[]): Promise<HttpResponse & { answer?: TokenAnswer }> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: scopes.join(' '),
    });
    if (audience === 'account') form.set('resource', `urn:dtaccount:${options.accountUuid}`);
    for (let attempt = 1; ; attempt += 1) {
      const response = await options.http.send({
        method: 'POST',
        url: options.ssoUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        repeatable: true,
      });
      if (response.status >= 400) return response;
      const answer = tokenIn(response);
      if (answer) return { ...response, answer };
      if (attempt >= ATTEMPTS) {
        parseJson(response, 'get a token', options.redact);
        throw new TransientError('could not get a token', {
          where: options.ssoUrl,
          said: 'the token endpoint answers without a token',
          cure: 'Check `ssoUrl`, or try again later.',
        });
      }
      await clock.sleep(backoff(attempt, 1_000, 10_000));
    }
  }

  async function refusal(response: HttpResponse, audience: Audience, scopes: string[]) {
    const facts = readFailure({ ...response, text: options.redact(response.text) });
    if (response.status === 429 || response.status >= 500) {
      return new TransientError('could not get a token', {
        where: options.ssoUrl,
        said: facts.message,
        response: facts,
      });
    }
    if (!/invalid_scope/.test(response.text)) {
      const secret = variable.replace(/ID$/, 'SECRET');
      return new AuthorizationError('the token endpoint refused the OAuth client', {
        where: options.ssoUrl,
        said: facts.message,
        cure: `Check ${variable} and ${secret}.`,
        response: facts,
      });
    }
    const named = scopes.filter((scope) => response.text.includes(scope));
    const lacking = named.length > 0 && named.length < scopes.length ? named : await probe(audience, scopes);
    return missingScopes(lacking, variable);
  }

  /** Finds the scopes that the client lacks, for an endpoint that refuses without saying which. */
  async function probe(audience: Audience, scopes: string[]): Promise<string[]> {
    if (scopes.length === 1) return scopes;
    const lacking: string[] = [];
    for (const scope of scopes) {
      if ((await ask(audience, [scope])).status >= 400) lacking.push(scope);
    }
    return lacking.length > 0 ? lacking : scopes;
  }

  return {
    need: (audience, scopes) => {
      for (const scope of scopes) wanted[audience].add(scope);
    },
    authorization,
    renew: (audience) => {
      delete held[audience];
      return true;
    },
  };
}

function missingScopes(scopes: string[], variable: string): AuthorizationError {
  return new AuthorizationError(`the OAuth client in ${variable} lacks ${scopes.join(', ')}`, {
    cure: 'Add the scope to the client in Account Management > Identity & access management > OAuth clients.',
    response: { status: 400, message: 'invalid_scope', violations: [], missingScopes: scopes, missingPermissions: [] },
  });
}

function tokenIn({ text }: HttpResponse): TokenAnswer | undefined {
  try {
    const answer: TokenAnswer | null = JSON.parse(text);
    return typeof answer?.access_token === 'string' && answer.access_token !== '' ? answer : undefined;
  } catch {
    return undefined;
  }
}
