import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../server';
import { Refusal } from './errors';
import { routes } from './router';
import { accountsOf, type Behaviour, type Tenant } from './state';
import { newToken, type OAuthClient } from './tokens';

/** The token endpoint: OAuth client credentials against a bearer token that lives a few minutes. */
export function ssoRoutes(tenant: Tenant) {
  return routes('/sso/oauth2/token', () => undefined, {
    'POST ': ({ request }) => issueToken(tenant, request),
  });
}

function issueToken(tenant: Tenant, request: SandboxRequest): SandboxResponse {
  const { behaviour } = tenant;
  const deny = (reason: string) => refusal(behaviour, reason);
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw deny('The body is not form-encoded.');
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (form.get('grant_type') !== 'client_credentials') throw deny('Grant type is not supported.');
  const found = accountsOf(tenant).flatMap((account) => account.clients.map((client) => ({ account, client })));
  const { account, client } = found.find(({ client: { id } }) => id === form.get('client_id')) ?? {};
  if (!account || !client || !equal(client.secret, form.get('client_secret') ?? '')) {
    throw deny('ClientId or clientSecret is not correct.');
  }
  const resource = form.get('resource');
  const [, environment] = /^urn:dtenvironment:(.+)$/.exec(resource ?? '') ?? [];
  const forAccount = resource === `urn:dtaccount:${account.uuid}`;
  if (resource && !forAccount && !account.environments.some(({ id }) => id === environment)) {
    throw deny('Resource is not valid.');
  }
  const scopes = scopesFor(client, form.get('scope') ?? '', behaviour);
  const token = newToken('dt0s08');
  const seconds = behaviour.tokenSeconds;
  const expiresAt = Date.now() + seconds * 1000;
  account.accessTokens.push({ token, userUuid: client.userUuid, scopes, expiresAt, forAccount, environment });
  const body = { scope: scopes.join(' '), token_type: 'Bearer', expires_in: seconds, access_token: token };
  return { status: 200, body: { ...body, ...(resource ? { resource } : {}) } };
}

/** What a grant carries: what was asked for, or without a `scope` the whole catalogue of the client. */
function scopesFor(client: OAuthClient, scope: string, behaviour: Behaviour): string[] {
  const catalogue = client.scopes.filter((name) => !behaviour.unselectableScopes.includes(name));
  const wanted = scope.split(' ').filter(Boolean);
  if (wanted.length === 0) return catalogue;
  const missing = wanted.filter((name) => !catalogue.includes(name));
  if (missing.length === wanted.length || (missing.length > 0 && behaviour.missingClientScopes === 'reject')) {
    throw refusal(behaviour, `OAuth client is missing following scopes [${missing.join(', ')}]`);
  }
  return wanted.filter((name) => catalogue.includes(name));
}

function equal(secret: string, given: string): boolean {
  return secret.length === given.length && timingSafeEqual(Buffer.from(secret), Buffer.from(given));
}

/** Every refusal is a 400. Forms and texts: recorded in pull requests 11 and 18 of dynatrace-oss/dynatrace-mcp. */
function refusal({ tokenRefusals }: Behaviour, reason: string): Refusal {
  const description = `Invalid OAuth2 request. UNSUCCESSFUL_OAUTH_ACCESS_TOKEN_VALIDATION_FAILED | ${reason}`;
  const bodies = {
    named: { error: 'invalid_request', error_description: description },
    coded: { errorCode: 400, message: 'Bad Request', issueId: randomUUID() },
    bare: 'Bad Request',
  };
  return new Refusal({ status: 400, body: bodies[tokenRefusals] });
}
