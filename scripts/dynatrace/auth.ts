import { OPTIONAL_PERMISSIONS } from '../../model/permissions';
import type { Clock } from './clock';
import type { Credentials } from './credentials';
import type { Deadline } from './deadline';
import type { Http } from './http';
import type { Redactor } from './redact';
import { missingScopes, scopesIn, without } from './scopes';
import { type Audience, tokenEndpoint } from './token-endpoint';

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
  const { clientId, clientSecret, variable } = credentials;
  const wanted: Record<Audience, Set<string>> = { environment: new Set(), account: new Set() };
  const { held, dropped } = knownIn(options, clientId, clientSecret);
  const endpoint = tokenEndpoint({ client: credentials, ...options });

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
    const { response, answer } = await endpoint.ask(audience, asked, deadline);
    const granted = answer && scopesIn(answer.scope);
    const lacking = answer
      ? without(asked, granted ?? asked)
      : await endpoint.lackingIn(response, audience, asked, deadline);
    const needed = without(lacking, OPTIONAL_PERMISSIONS);
    if (needed.length > 0) throw missingScopes(needed, variable);
    for (const scope of lacking) {
      options.log(`warning: the OAuth client in ${variable} does not have the scope ${scope}, continuing without it`);
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
