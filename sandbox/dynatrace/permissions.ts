import type { Caller } from './credentials';
import type { User } from './directory';
import { classicError, gatewayError } from './errors';
import { decide, type Granted, type PolicyStatement, parsePolicy } from './policy';
import type { Tenant } from './state';

type Context = Record<string, string>;

/** Everything that a user may do in this environment: own policy, and what groups bring on both levels. */
function statementsOf({ account, id }: Tenant, user: User): PolicyStatement[] {
  const groups = account.groups.filter(({ members }) => members.includes(user.uuid)).map(({ uuid }) => uuid);
  const bound = account.bindings
    .filter(({ groupUuid }) => groups.includes(groupUuid))
    .filter(({ levelType, levelId }) => levelId === (levelType === 'account' ? account.uuid : id))
    .map(({ policyUuid }) => account.policies.find(({ uuid }) => uuid === policyUuid)?.statementQuery ?? '');
  return [user.policy, ...bound].filter(Boolean).flatMap(parsePolicy);
}

/** Whether the user behind a call holds a permission, whatever the scopes of the token. */
export function userHolds(tenant: Tenant, caller: Caller, permission: string, context: Context): Granted {
  return caller.user ? decide(statementsOf(tenant, caller.user), permission, context) : 'false';
}

/**
 * What a call may do: the token needs the scope and its user the permission. The preflights and the endpoints
 * themselves both ask here, so they cannot disagree.
 */
export function granted(tenant: Tenant, caller: Caller, permission: string, context: Context): Granted {
  if (caller.kind === 'api-token') return caller.scopes.includes(classicScope(permission)) ? 'true' : 'false';
  return caller.scopes.includes(permission) ? userHolds(tenant, caller, permission, context) : 'false';
}

/** @throws Refusal 403 that names the missing scope or permission. */
export function requirePermission(tenant: Tenant, caller: Caller, permission: string, context: Context = {}): void {
  requireAnyScope(caller, [permission]);
  if (granted(tenant, caller, permission, context) !== 'true') refusePermission(permission);
}

/** For lists, where a conditional permission selects the items instead of refusing the call. */
export function requireSomePermission(tenant: Tenant, caller: Caller, permission: string): void {
  requireAnyScope(caller, [permission]);
  if (granted(tenant, caller, permission, {}) === 'false') refusePermission(permission);
}

/** @throws Refusal 403 when the token has none of the scopes. */
export function requireAnyScope(caller: Caller, scopes: string[]): void {
  if (caller.kind === 'api-token') {
    const classic = [...new Set(scopes.map(classicScope))];
    if (classic.some((scope) => caller.scopes.includes(scope))) return;
    throw classicError(403, `Token is missing required scope. Use one of: ${classic.join(', ')}`);
  }
  if (scopes.some((scope) => caller.scopes.includes(scope))) return;
  throw gatewayError(403, 'Forbidden: insufficient scopes', { missingScopes: scopes });
}

function refusePermission(permission: string): never {
  throw gatewayError(403, 'Forbidden: insufficient permissions', { missingPermissions: [permission] });
}

/** The scope of an API token that stands for a permission; API tokens have none for administrators. */
function classicScope(permission: string): string {
  if (permission === 'settings:objects:write') return 'settings.write';
  if (permission === 'settings:objects:read' || permission === 'settings:schemas:read') return 'settings.read';
  return permission;
}
