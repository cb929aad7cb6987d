import type { SandboxRequest } from '../server';
import { type User, userOf } from './directory';
import { accountError, classicError, gatewayError } from './errors';
import type { Tenant } from './state';

/** Who sent a request. */
export interface Caller {
  kind: 'oauth' | 'platform-token' | 'api-token';
  /** Nobody for an API token, which is why its objects have no owner. */
  user?: User;
  scopes: string[];
  forAccount: boolean;
}

/** Callers of the platform APIs: `Bearer` with an OAuth token or a platform token. */
export function platformCaller(tenant: Tenant): (request: SandboxRequest) => Caller {
  return (request) => {
    const token = credentialOf(request, 'Bearer');
    const caller = token && (oauthCaller(tenant, token) ?? platformTokenCaller(tenant, token));
    if (!caller) throw gatewayError(401, 'Authentication failed: a valid OAuth or platform token is required');
    return caller;
  };
}

/** Callers of the classic APIs: `Api-Token`. */
export function classicCaller(tenant: Tenant): (request: SandboxRequest) => Caller {
  return (request) => {
    const token = credentialOf(request, 'Api-Token');
    const found = tenant.apiTokens.find((known) => known.token === token);
    if (!found || (found.expiresAt ?? Number.POSITIVE_INFINITY) <= Date.now()) {
      throw classicError(401, 'Token Authentication failed');
    }
    return { kind: 'api-token', scopes: found.scopes, forAccount: false };
  };
}

/** Callers of the account API: an OAuth token that was asked for with the account as its resource. */
export function accountCaller(tenant: Tenant): (request: SandboxRequest) => Caller {
  return (request) => {
    const token = credentialOf(request, 'Bearer');
    const caller = token && oauthCaller(tenant, token);
    if (!caller) throw accountError(401, 'Unauthorized: a valid OAuth token is required');
    if (!caller.forAccount) throw accountError(403, 'Forbidden: the token has no account as its resource');
    return caller;
  };
}

function credentialOf(request: SandboxRequest, scheme: string): string | undefined {
  const [given, credential] = (request.headers.authorization ?? '').split(' ');
  return given === scheme && credential ? credential : undefined;
}

function oauthCaller({ account }: Tenant, token: string): Caller | undefined {
  const found = account.accessTokens.find((known) => known.token === token);
  const user = found && userOf(account, found.userUuid);
  if (!found || !user || found.expiresAt <= Date.now()) return undefined;
  return { kind: 'oauth', user, scopes: found.scopes, forAccount: found.forAccount };
}

function platformTokenCaller({ account, id }: Tenant, token: string): Caller | undefined {
  const found = account.platformTokens.find((known) => known.token === token);
  const user = found && userOf(account, found.userUuid);
  if (!found || !user) return undefined;
  if ((found.expiresAt ?? Number.POSITIVE_INFINITY) <= Date.now()) {
    throw gatewayError(403, 'Forbidden: the platform token has expired');
  }
  if (found.environments && !found.environments.includes(id)) {
    throw gatewayError(403, 'Forbidden: the platform token does not cover this environment');
  }
  return { kind: 'platform-token', user, scopes: found.scopes, forAccount: false };
}
