import { OPTIONAL_PERMISSIONS } from '../../model/permissions';
import type { Clock } from './clock';
import type { Credentials } from './credentials';
import type { Deadline } from './deadline';
import { AuthorizationError, type ResponseFacts, TransientError } from './errors';
import type { Http, HttpResponse } from './http';
import type { Redactor } from './redact';
import { foreign, readAnswer, readFailure } from './responses';
import { repeat } from './retry';
import { missingScopes, namedScopes, scopesIn, without } from './scopes';
import { isRecord, isText, shape } from './shapes';

/** What a token is for: an environment's APIs, or the account API. */
export type Audience = 'environment' | 'account';

export interface Tokens {
  /** Announces scopes that will be needed, so that one token serves them all. */
  need(audience: Audience, scopes: string[]): void;
  /** Value of the Authorization header. */
  authorization(audience: Audience, scopes: string[], deadline: Deadline): Promise<string>;
  /** Whether these credentials cannot have a scope, so that what their tokens may do says nothing about the user. */
  cannotHold(scope: string): boolean;
  /** Forgets the token, after the API refused it. Says whether a new one can be had. */
  renew(audience: Audience): boolean;
}

export interface TokenOptions {
  credentials: Credentials;
  ssoUrl: string;
  accountUuid?: string;
  http: Http;
  clock: Clock;
  log(line: string): void;
  redact: Redactor;
  /** Tokens that others with the same credentials have asked for. @default nobody's */
  pool?: TokenPool;
}

/** What is known of the tokens of a client. */
interface Known {
  held: Partial<Record<Audience, Promise<Held>>>;
  /** Scopes that the client turned out not to have, and that a deployment can do without. */
  dropped: Set<string>;
}

/** The tokens of a run that is one process, for all its tenants and environments. */
export type TokenPool = Map<string, Known>;

function knownIn({ pool, ssoUrl, accountUuid }: TokenOptions, clientId: string, clientSecret: string): Known {
  const key = JSON.stringify([ssoUrl, accountUuid, clientId, clientSecret]);
  const known = pool?.get(key) ?? { held: {}, dropped: new Set() };
  pool?.set(key, known);
  return known;
}

/** A token is renewed this long before it expires, in milliseconds. Tokens live 300 s. */
const MARGIN = 30_000;

/** How long a token lives whose answer does not say so, in seconds. */
const LIFETIME = 300;

/** Statuses with which token endpoints refuse a client. */
const REFUSALS = [400, 401, 403];

interface TokenAnswer {
  access_token: string;
  expires_in?: unknown;
  scope?: unknown;
}

const TOKEN = shape<TokenAnswer>('an access token', (body) => isRecord(body) && isText(body.access_token));

interface Asked {
  response: HttpResponse;
  answer?: TokenAnswer;
}

interface Held {
  token: string;
  expires: number;
  scopes: Set<string>;
}

export function createTokens(options: TokenOptions): Tokens {
  const { credentials, clock } = options;
  if (credentials.kind !== 'oauth-client') {
    const scheme = credentials.kind === 'api-token' ? 'Api-Token' : 'Bearer';
    return {
      need() {},
      authorization: async () => `${scheme} ${credentials.token}`,
      cannotHold: (scope) => OPTIONAL_PERMISSIONS.includes(scope),
      renew: () => false,
    };
  }
  const { clientId, clientSecret, variable, secretVariable } = credentials;
  const wanted: Record<Audience, Set<string>> = { environment: new Set(), account: new Set() };
  const { held, dropped } = knownIn(options, clientId, clientSecret);
  const call = { what: 'get a token', changes: false, redact: options.redact };

  async function authorization(audience: Audience, scopes: string[], deadline: Deadline): Promise<string> {
    const current = await held[audience]?.catch(() => undefined);
    const serves = current && current.expires > clock.now() && scopes.every((scope) => current.scopes.has(scope));
    if (serves) {
      options.redact.add(current.token);
      return `Bearer ${current.token}`;
    }
    const all = new Set([...(current?.scopes ?? []), ...wanted[audience], ...scopes]);
    const request = fetchToken(audience, all, deadline);
    held[audience] = request;
    try {
      const token = await request;
      wanted[audience] = new Set(all);
      return `Bearer ${token.token}`;
    } catch (error) {
      delete held[audience];
      throw error;
    }
  }

  async function fetchToken(audience: Audience, scopes: Set<string>, deadline: Deadline): Promise<Held> {
    const asked = [...scopes].filter((scope) => !dropped.has(scope));
    const { response, answer } = await ask(audience, asked, deadline);
    const granted = answer && scopesIn(answer.scope);
    const lacking = answer ? without(asked, granted ?? asked) : await lackingIn(response, audience, asked, deadline);
    const needed = without(lacking, OPTIONAL_PERMISSIONS);
    if (needed.length > 0) throw missingScopes(needed, variable);
    for (const scope of lacking) {
      options.log(`warning: the OAuth client in ${variable} does not have the scope ${scope}, going on without it`);
      dropped.add(scope);
    }
    if (!answer) {
      if (lacking.length === asked.length) throw missingScopes(lacking, variable);
      return fetchToken(audience, scopes, deadline);
    }
    options.redact.add(answer.access_token);
    const lifetime = typeof answer.expires_in === 'number' ? answer.expires_in : LIFETIME;
    return { token: answer.access_token, expires: clock.now() + lifetime * 1_000 - MARGIN, scopes };
  }

  /** Asks the token endpoint, repeatedly as long as it answers with something that is no token. */
  async function ask(audience: Audience, scopes: string[], deadline: Deadline): Promise<Asked> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      ...(audience === 'account' && { resource: `urn:dtaccount:${options.accountUuid}` }),
    });
    let odd: unknown;
    return repeat({ clock }, { while: (error) => error === odd, within: deadline.left() }, async () => {
      const response = await options.http.send({
        method: 'POST',
        url: options.ssoUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        repeatable: true,
        deadline,
      });
      if (response.status >= 400) return { response };
      try {
        return { response, answer: readAnswer(response, TOKEN, call) };
      } catch (error) {
        odd = error;
        throw error;
      }
    });
  }

  /**
   * The scopes for whose lack a token was refused.
   *
   * @throws AuthorizationError when it was refused for another reason
   */
  async function lackingIn(response: HttpResponse, audience: Audience, asked: string[], deadline: Deadline) {
    const facts = readFailure({ ...response, text: options.redact(response.text) });
    if (response.status === 429 || response.status >= 500) {
      const said = [facts.message, response.tried].filter(Boolean).join(', ');
      throw new TransientError('could not get a token', { where: options.ssoUrl, said, response: facts });
    }
    if (!REFUSALS.includes(response.status)) throw foreign(response, call, 'expected a token or a refusal');
    const named = namedScopes(response.text, asked);
    if (named.length > 0) return named;
    if (/invalid_client|clientSecret is not correct/i.test(response.text)) throw wrongClient(audience, facts);
    // A wrong secret and a missing scope may look the same, so that only a grant of whatever there is can tell.
    const bare = await ask(audience, [], deadline);
    if (!bare.answer && !/invalid_scope/.test(bare.response.text)) throw wrongClient(audience, facts);
    const granted = bare.answer && scopesIn(bare.answer.scope);
    const lacking = granted ? without(asked, granted) : await probe(audience, asked, deadline);
    if (lacking.length === 0) throw wrongClient(audience, facts);
    return lacking;
  }

  /** Finds the scopes that the client lacks, for an endpoint that refuses without saying which. */
  async function probe(audience: Audience, scopes: string[], deadline: Deadline): Promise<string[]> {
    if (scopes.length === 1) return scopes;
    const lacking: string[] = [];
    for (const scope of scopes) {
      if (!(await ask(audience, [scope], deadline)).answer) lacking.push(scope);
    }
    return lacking;
  }

  function wrongClient(audience: Audience, facts: ResponseFacts): AuthorizationError {
    const account = audience === 'account' ? `, and whether ${options.accountUuid} is the account of the client` : '';
    return new AuthorizationError('the token endpoint refused the OAuth client', {
      where: options.ssoUrl,
      said: facts.message,
      cure: `Check ${variable} and ${secretVariable}${account}.`,
      response: facts,
    });
  }

  return {
    need: (audience, scopes) => {
      for (const scope of scopes) wanted[audience].add(scope);
    },
    authorization,
    cannotHold: (scope) => dropped.has(scope),
    renew: (audience) => {
      delete held[audience];
      return true;
    },
  };
}
