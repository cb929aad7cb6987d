import type { SandboxRequest } from '../server';
import { type Account, type User, userOf } from './directory';
import { accountError, classicError, gatewayError } from './errors';
import { accountsOf, type Tenant } from './state';

/** Who sent a request. */
export interface Caller {
  kind: 'oauth' | 'platform-token' | 'api-token';
  /** Nobody for an API token, which is why its objects have no owner. */
  user?: User;
  scopes: string[];
}

/** Who sent a request to the account API. */
export interface AccountCaller extends Caller {
  account: Account;
}

/** Callers of the platform APIs: `Bearer` with an OAuth token or a platform token. */
export function platformCaller(tenant: Tenant): (request: SandboxRequest) => Caller {
  return (request) => {
    const token = credentialOf(request, 'Bearer');
    const caller = token && (environmentCaller(tenant, token) ?? platformTokenCaller(tenant, token));
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
    return { kind: 'api-token', scopes: found.scopes };
  };
}

/** Callers of the account API: an OAuth token that was asked for with the account as its resource. */
export function accountCaller(tenant: Tenant): (request: SandboxRequest) => AccountCaller {
  return (request) => {
    const token = credentialOf(request, 'Bearer');
    const found = token && oauthToken(accountsOf(tenant), token);
    if (!found) throw accountError(401, 'Unauthorized: a valid OAuth token is required');
    const { account, user, granted } = found;
    if (!granted.forAccount) throw accountError(403, 'Forbidden: the token has no account as its resource');
    return { kind: 'oauth', account, user, scopes: granted.scopes };
  };
}

function credentialOf(request: SandboxRequest, scheme: string): string | undefined {
  const [given, credential] = (request.headers.authorization ?? '').split(' ');
  return given === scheme && credential ? credential : undefined;
}

function oauthToken(accounts: Account[], token: string) {
  for (const account of accounts) {
    const granted = account.accessTokens.find((known) => known.token === token);
    const user = granted && userOf(account, granted.userUuid);
    if (granted && user && granted.expiresAt > Date.now()) return { account, user, granted };
  }
  return undefined;
}

function environmentCaller({ account, id }: Tenant, token: string): Caller | undefined {
  const found = oauthToken([account], token);
  if (!found) return undefined;
  const { user, granted } = found;
  if ((granted.environment ?? id) !== id) throw gatewayError(403, 'Forbidden: the token is for another environment');
  return { kind: 'oauth', user, scopes: granted.scopes };
}

function platformTokenCaller({ account, id, behaviour }: Tenant, token: string): Caller | undefined {
  const found = account.platformTokens.find((known) => known.token === token);
  const user = found && userOf(account, found.userUuid);
  if (!found || !user) return undefined;
  if ((found.expiresAt ?? Number.POSITIVE_INFINITY) <= Date.now()) {
    throw gatewayError(403, 'Forbidden: the platform token has expired');
  }
  if (found.environments && !found.environments.includes(id)) {
    throw gatewayError(403, 'Forbidden: the platform token does not cover this environment');
  }
  const scopes = found.scopes.filter((scope) => !behaviour.unselectableScopes.includes(scope));
  return { kind: 'platform-token', user, scopes };
}
