import type { Caller } from './credentials';
import { type Account, type Binding, GLOBAL_POLICIES, type User } from './directory';
import { classicError, gatewayError } from './errors';
import { decide, type Granted, narrow, type PolicyStatement, parseBoundary, parsePolicy } from './policy';
import type { Tenant } from './state';

type Context = Record<string, string>;

/** Text of the gateway for scopes and permissions alike. Source: dtctl, sdk/httpclient/response_test.go. */
const INSUFFICIENT = 'The authorization token does not provide the necessary permissions.';

/** Permissions that stand in for another one. Source: "One of the following permissions is required" of the settings API. */
const SUBSTITUTES: Record<string, string[]> = {
  'settings:objects:read': ['environment:roles:manage-settings'],
  'settings:objects:write': ['environment:roles:manage-settings'],
};

/** Scopes of API tokens by the names that messages give them. */
const CLASSIC_SCOPES: Record<string, string> = {
  'settings.read': 'Read settings',
  'settings.write': 'Write settings',
};

/** Everything that a user may do in this environment: own policy, and what groups bring on both levels. */
function statementsOf({ account, id }: Tenant, user: User): PolicyStatement[] {
  const groups = account.groups.filter(({ members }) => members.includes(user.uuid)).map(({ uuid }) => uuid);
  const bound = account.bindings
    .filter(({ groupUuid }) => groups.includes(groupUuid))
    .filter(({ levelType, levelId }) => levelId === (levelType === 'account' ? account.uuid : id))
    .flatMap((binding) => statementsOfBinding(account, binding));
  return [...(user.policy ? parsePolicy(user.policy) : []), ...bound];
}

/** What a binding brings: its policy, or as often as it has boundaries the policy within one of them. */
function statementsOfBinding(account: Account, { policyUuid, boundaries = [] }: Binding): PolicyStatement[] {
  const policy = [...account.policies, ...GLOBAL_POLICIES].find(({ uuid }) => uuid === policyUuid);
  const statements = policy ? parsePolicy(policy.statementQuery) : [];
  if (boundaries.length === 0) return statements;
  return account.boundaries
    .filter(({ uuid }) => boundaries.includes(uuid))
    .flatMap(({ boundaryQuery }) => narrow(statements, parseBoundary(boundaryQuery)));
}

/** Whether the user behind a call holds a permission, whatever the scopes of the token. */
export function userHolds(tenant: Tenant, caller: Caller, permission: string, context: Context): Granted {
  if (!caller.user) return 'false';
  const statements = statementsOf(tenant, caller.user);
  const others = SUBSTITUTES[permission] ?? [];
  const answers = [permission, ...others].map((name) => decide(statements, name, context));
  return answers.includes('true') ? 'true' : answers.includes('condition') ? 'condition' : 'false';
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
    const labelled = classic.map((scope) => `${scope} (${CLASSIC_SCOPES[scope] ?? scope})`);
    throw classicError(403, `Token is missing required scope. Use one of: ${labelled.join(', ')}`);
  }
  if (scopes.some((scope) => caller.scopes.includes(scope))) return;
  // The settings services are classic ones behind the platform's gateway, and word it themselves.
  if (scopes.every((scope) => scope.startsWith('settings:'))) {
    throw classicError(403, `OAuth token is missing required scope. Use one of: [${scopes.join(', ')}]`);
  }
  throw gatewayError(403, INSUFFICIENT, { missingScopes: scopes });
}

function refusePermission(permission: string): never {
  throw gatewayError(403, INSUFFICIENT, { missingPermissions: [permission] });
}

/** The scope of an API token that stands for a permission; API tokens have none for administrators. */
function classicScope(permission: string): string {
  if (permission === 'settings:objects:write') return 'settings.write';
  if (permission === 'settings:objects:read' || permission === 'settings:schemas:read') return 'settings.read';
  return permission;
}
