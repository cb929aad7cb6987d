import type { SandboxResponse } from '../server';
import { type AccountCall, groupOf, list, named, namedBody, read, visibleGroups, write } from './account-access';
import { userView } from './account-users';
import { type Account, addGroup, type Group, type GroupPermission, removeGroup, timestamp } from './directory';
import { accountError } from './errors';
import { isObject, jsonBody } from './router';

/** Permissions of a group from before there were policies. Source: `PermissionsDto` of the account management API. */
const ROLE_PERMISSIONS = new Set([
  ...['company-info', 'user-management', 'viewer', 'saml-flexible-federation'].map((name) => `account-${name}`),
  ...['viewer', 'manage-settings', 'agent-install', 'logviewer', 'view-sensitive-request-data'].map(tenant),
  ...['configure-request-capture-data', 'replay-sessions-with-masking', 'replay-sessions-without-masking'].map(tenant),
  ...['manage-security-problems', 'view-security-problems', 'manage-support-tickets'].map(tenant),
]);

/** Groups, their members and their role permissions. */
export const groupRoutes = {
  'GET /groups': read((account) => list(visibleGroups(account).map(groupView))),
  'POST /groups': write((account, call) => createGroups(account, call)),
  'PUT /groups/{group}': write((account, { request, params }) => {
    Object.assign(groupOf(account, params.group), namedBody(request), { updatedAt: timestamp() });
    return { status: 200 };
  }),
  'DELETE /groups/{group}': write((account, { params }) => {
    const { uuid, owner } = groupOf(account, params.group);
    if (owner !== 'LOCAL') throw accountError(400, `A group of owner ${owner} cannot be deleted here`);
    removeGroup(account, uuid);
    return { status: 200 };
  }),
  'GET /groups/{group}/users': read((account, { params }) => {
    const { members } = groupOf(account, params.group);
    return list(account.users.filter(({ uuid }) => members.includes(uuid)).map(userView));
  }),
  'GET /groups/{group}/permissions': read((account, { params }) => {
    const group = groupOf(account, params.group);
    return { status: 200, body: { ...groupView(group), permissions: group.permissions } };
  }),
  'POST /groups/{group}/permissions': write((account, call) => {
    const group = groupOf(account, call.params.group);
    const added = permissionsIn(account, call);
    group.permissions = [...group.permissions.filter((known) => !added.some((one) => same(one, known))), ...added];
    return { status: 201 };
  }),
  'PUT /groups/{group}/permissions': write((account, call) => {
    groupOf(account, call.params.group).permissions = permissionsIn(account, call);
    return { status: 200 };
  }),
  'DELETE /groups/{group}/permissions': write((account, call) => {
    const group = groupOf(account, call.params.group);
    const [scope, permissionName, scopeType] = ['scope', 'permission-name', 'scope-type'].map((name) => {
      const value = call.request.query.get(name);
      if (!value) throw accountError(400, `${name} is required`);
      return value;
    });
    group.permissions = group.permissions.filter((known) => !same(known, { scope, permissionName, scopeType }));
    return { status: 200 };
  }),
};

function createGroups(account: Account, { request }: AccountCall): SandboxResponse {
  const body = jsonBody<unknown>(request);
  if (!Array.isArray(body)) throw accountError(400, 'An array of groups is expected');
  const wanted = body.map(named);
  for (const { name } of wanted) {
    if (account.groups.some((group) => group.name === name)) throw accountError(400, `Group ${name} already exists`);
  }
  return { status: 201, body: wanted.map((fields) => groupView(addGroup(account, fields))) };
}

function permissionsIn(account: Account, { request }: AccountCall): GroupPermission[] {
  const body = jsonBody<unknown>(request);
  if (!Array.isArray(body)) throw accountError(400, 'An array of permissions is expected');
  return body.map((item) => {
    const { permissionName, scope, scopeType } = isObject(item) ? item : {};
    if (!ROLE_PERMISSIONS.has(String(permissionName))) throw accountError(400, `Unknown permission ${permissionName}`);
    if (!isScope(account, String(scopeType), String(scope))) throw accountError(400, `Unknown scope ${scope}`);
    const now = timestamp();
    return { permissionName, scope, scopeType, createdAt: now, updatedAt: now } as GroupPermission;
  });
}

function isScope({ uuid, environments }: Account, type: string, scope: string): boolean {
  if (type === 'account') return scope === uuid;
  const [environment] = type === 'management-zone' ? scope.split(':') : [scope];
  return ['tenant', 'management-zone'].includes(type) && environments.some(({ id }) => id === environment);
}

type PermissionKey = Record<'permissionName' | 'scope' | 'scopeType', string | undefined>;

function same(a: PermissionKey, b: PermissionKey): boolean {
  return a.permissionName === b.permissionName && a.scope === b.scope && a.scopeType === b.scopeType;
}

function groupView({ uuid, name, description, owner, createdAt, updatedAt }: Group): object {
  return { uuid, name, description, federatedAttributeValues: [], owner, createdAt, updatedAt };
}

function tenant(name: string): string {
  return `tenant-${name}`;
}
