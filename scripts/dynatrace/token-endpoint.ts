import type { Clock } from './clock';
import type { OAuthClient } from './credentials';
import type { Deadline } from './deadline';
import { AuthorizationError, type ResponseFacts, TransientError } from './errors';
import { readFailure } from './failures';
import type { Http, HttpResponse } from './http';
import type { Redactor } from './redact';
import { foreign, readAnswer } from './responses';
import { repeat } from './retry';
import { namedScopes, scopesIn, without } from './scopes';
import { isRecord, isText, shape } from './shapes';

/** What a token is for: an environment's APIs, or the account API. */
export type Audience = 'environment' | 'account';

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

export interface EndpointOptions {
  client: OAuthClient;
  ssoUrl: string;
  accountUuid?: string;
  http: Http;
  clock: Clock;
  redact: Redactor;
}

/** The token endpoint as one OAuth client uses it. */
export interface TokenEndpoint {
  /** Asks for a token, repeatedly as long as the answer is something that is no token. There is none in a refusal. */
  ask(audience: Audience, scopes: string[], deadline: Deadline): Promise<Asked>;
  /**
   * The scopes for whose lack a token was refused.
   *
   * @throws AuthorizationError when it was refused for another reason
   */
  lackingIn(refusal: HttpResponse, audience: Audience, asked: string[], deadline: Deadline): Promise<string[]>;
}

export function tokenEndpoint({ client, ssoUrl, accountUuid, http, clock, redact }: EndpointOptions): TokenEndpoint {
  const { clientId, clientSecret, variable, secretVariable } = client;
  const call = { what: 'get a token', changes: false, redact };

  async function ask(audience: Audience, scopes: string[], deadline: Deadline): Promise<Asked> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      ...(audience === 'account' && { resource: `urn:dtaccount:${accountUuid}` }),
    });
    let odd: unknown;
    return repeat({ clock }, { while: (error) => error === odd, within: deadline.left() }, async () => {
      const response = await http.send({
        method: 'POST',
        url: ssoUrl,
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

  async function lackingIn(response: HttpResponse, audience: Audience, asked: string[], deadline: Deadline) {
    const facts = readFailure({ ...response, text: redact(response.text) });
    if (response.status === 429 || response.status >= 500) {
      const said = [facts.message, response.tried].filter(Boolean).join(', ');
      throw new TransientError('could not get a token', { where: ssoUrl, said, response: facts });
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
    const account = audience === 'account' ? `, and whether ${accountUuid} is the account of the client` : '';
    return new AuthorizationError('the token endpoint refused the OAuth client', {
      where: ssoUrl,
      said: facts.message,
      cure: `Check ${variable} and ${secretVariable}${account}.`,
      response: facts,
    });
  }

  return { ask, lackingIn };
}
