import type { SandboxResponse } from '../server';
import { type Caller, platformCaller } from './credentials';
import { gatewayError } from './errors';
import { granted, requireAnyScope, userHolds } from './permissions';
import { type Call, isObject, jsonObject, routes } from './router';
import type { Tenant } from './state';

const SCOPES = ['app-engine:apps:run', 'app-engine:functions:run'];
const SETTINGS = ['settings:schemas:read', 'settings:objects:read', 'settings:objects:write'];

/** Platform management: the environment itself, and what the caller may do in it. */
export function managementRoutes(tenant: Tenant) {
  return routes('/platform/management/v1', platformCaller(tenant), {
    'GET /environment': ({ caller }) => {
      requireAnyScope(caller, SCOPES);
      const { id, createdAt } = tenant;
      return { status: 200, body: { environmentId: id, createTime: createdAt, type: 'CUSTOMER', state: 'ACTIVE' } };
    },
    'POST /effective-permissions:resolve': (call) => resolve(tenant, call),
  });
}

function resolve(tenant: Tenant, { caller, request }: Call<Caller>): SandboxResponse {
  requireAnyScope(caller, SCOPES);
  const { permissions } = jsonObject(request);
  if (!Array.isArray(permissions) || permissions.length > 100) {
    throw gatewayError(400, 'permissions must be an array of at most 100 items');
  }
  const body = permissions.map(({ permission, context }) => {
    if (context !== undefined && !Array.isArray(context)) throw gatewayError(400, 'context must be an array');
    const pairs: unknown[] = context ?? [];
    const conditions = Object.fromEntries(pairs.filter(isObject).map(({ key, value }) => [String(key), String(value)]));
    const answer = { permission, granted: answerFor(tenant, caller, String(permission), conditions) };
    return context === undefined || !tenant.behaviour.resolveEchoesContext ? answer : { ...answer, context };
  });
  return { status: 200, body };
}

/** Using AWS is a matter of the user alone: it happens when a workflow runs, not with the token of this call. */
function answerFor(tenant: Tenant, caller: Caller, permission: string, conditions: Record<string, string>) {
  if (SETTINGS.includes(permission)) return 'condition';
  const holds = permission.startsWith('hyperscaler-authentication:') ? userHolds : granted;
  return holds(tenant, caller, permission, conditions);
}
