import { timingSafeEqual } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../server';
import { newToken } from './directory';
import { Refusal } from './errors';
import { routes } from './router';
import type { Tenant } from './state';

/** The token endpoint: OAuth client credentials against a bearer token that lives a few minutes. */
export function ssoRoutes(tenant: Tenant) {
  return routes('/sso/oauth2/token', () => undefined, {
    'POST ': ({ request }) => issueToken(tenant, request),
  });
}

function issueToken({ account, behaviour }: Tenant, request: SandboxRequest): SandboxResponse {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw refusal(400, 'invalid_request', 'the body must be form-encoded');
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (form.get('grant_type') !== 'client_credentials') {
    throw refusal(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
  }
  const client = account.clients.find(({ id }) => id === form.get('client_id'));
  if (!client || !equal(client.secret, form.get('client_secret') ?? '')) {
    throw refusal(401, 'invalid_client', 'the client id or the client secret is wrong');
  }
  const resource = form.get('resource');
  if (resource && resource !== `urn:dtaccount:${account.uuid}`) {
    throw refusal(400, 'invalid_target', 'the resource is not the account of this client');
  }
  const wanted = (form.get('scope') ?? '').split(' ').filter(Boolean);
  const scopes = wanted.filter((scope) => client.scopes.includes(scope));
  if (scopes.length === 0 || (scopes.length < wanted.length && behaviour.missingClientScopes === 'reject')) {
    const missing = wanted.filter((scope) => !scopes.includes(scope));
    throw refusal(400, 'invalid_scope', `the client lacks: ${missing.join(' ') || 'no scope was asked for'}`);
  }
  const token = newToken('dt0s08');
  const seconds = behaviour.tokenSeconds;
  const expiresAt = Date.now() + seconds * 1000;
  account.accessTokens.push({ token, userUuid: client.userUuid, scopes, expiresAt, forAccount: resource !== null });
  const body = { scope: scopes.join(' '), token_type: 'Bearer', expires_in: seconds, access_token: token };
  return { status: 200, body: { ...body, ...(resource ? { resource } : {}) } };
}

function equal(secret: string, given: string): boolean {
  return secret.length === given.length && timingSafeEqual(Buffer.from(secret), Buffer.from(given));
}

function refusal(status: number, error: string, description: string): Refusal {
  return new Refusal({ status, body: { error, error_description: description } });
}
