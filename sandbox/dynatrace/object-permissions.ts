import type { SandboxRequest, SandboxResponse } from '../server';
import type { Caller } from './credentials';
import { classicError } from './errors';
import { type Call, isObject, jsonObject, routes } from './router';
import { isAdmin, reachObject, schemaOf } from './settings-access';
import type { AccessEntry, Accessor, SettingsObject, Tenant } from './state';

type SettingsCall = Call<Caller>;

/** Sharing of single settings objects, for schemas whose objects belong to their creators. */
export function objectPermissionRoutes(
  tenant: Tenant,
  base: string,
  authenticate: (request: SandboxRequest) => Caller,
) {
  const find = (call: SettingsCall) => findEntry(tenant, call);
  return routes(`${base}/settings/objects`, authenticate, {
    'GET /{objectId}/permissions': (call) => listEntries(tenant, call),
    'POST /{objectId}/permissions': (call) => addEntry(tenant, call),
    'GET /{objectId}/permissions/all-users': (call) => ({ status: 200, body: find(call).entry }),
    'PUT /{objectId}/permissions/all-users': (call) => changeEntry(tenant, call),
    'DELETE /{objectId}/permissions/all-users': (call) => removeEntry(tenant, call),
    'GET /{objectId}/permissions/{type}/{id}': (call) => ({ status: 200, body: find(call).entry }),
    'PUT /{objectId}/permissions/{type}/{id}': (call) => changeEntry(tenant, call),
    'DELETE /{objectId}/permissions/{type}/{id}': (call) => removeEntry(tenant, call),
    'POST /{objectId}:transfer-ownership': (call) => transferOwnership(tenant, call),
  });
}

/** The object of a call, which must be one that can be shared at all. */
function share(tenant: Tenant, { caller, request, params }: SettingsCall): SettingsObject {
  const operation = request.method === 'GET' ? 'read' : 'write';
  const object = reachObject(tenant, caller, request, operation, params.objectId ?? '');
  if (!schemaOf(tenant, object.schemaId).ownerBasedAccessControl) {
    throw classicError(400, `Schema '${object.schemaId}' has no owner-based access control`);
  }
  if (!object.owner) throw classicError(400, 'The object has no owner, so its permissions cannot be changed');
  return object;
}

function listEntries(tenant: Tenant, call: SettingsCall): SandboxResponse {
  const { accessors } = share(tenant, call);
  const omitted = accessors.length === 0 && tenant.behaviour.omitsEmptyAccessors;
  return { status: 200, body: omitted ? {} : { accessors } };
}

function addEntry(tenant: Tenant, call: SettingsCall): SandboxResponse {
  const object = share(tenant, call);
  const body = jsonObject(call.request);
  const entry = { accessor: accessorOf(tenant, body.accessor), permissions: permissionsOf(body.permissions) };
  if (same(entry.accessor, object.owner)) throw classicError(400, 'The owner has all permissions already');
  if (object.accessors.some(({ accessor }) => same(accessor, entry.accessor))) {
    throw classicError(400, 'The accessor already has permissions for this object');
  }
  object.accessors.push(entry);
  return { status: 201, body: entry };
}

function changeEntry(tenant: Tenant, call: SettingsCall): SandboxResponse {
  const { entry } = findEntry(tenant, call);
  entry.permissions = permissionsOf(jsonObject(call.request).permissions);
  return { status: 200 };
}

function removeEntry(tenant: Tenant, call: SettingsCall): SandboxResponse {
  const { object, entry } = findEntry(tenant, call);
  object.accessors.splice(object.accessors.indexOf(entry), 1);
  return { status: 204 };
}

function transferOwnership(tenant: Tenant, call: SettingsCall): SandboxResponse {
  const object = share(tenant, call);
  if (object.owner?.id !== call.caller.user?.uuid && !isAdmin(call.request)) {
    throw classicError(403, 'Forbidden: only the owner may transfer the ownership');
  }
  const owner = accessorOf(tenant, jsonObject(call.request).newOwner);
  if (owner.type === 'all-users') throw classicError(400, 'The new owner must be a user or a group');
  object.owner = owner;
  object.accessors = object.accessors.filter(({ accessor }) => !same(accessor, owner));
  return { status: 204 };
}

function findEntry(tenant: Tenant, call: SettingsCall): { object: SettingsObject; entry: AccessEntry } {
  const object = share(tenant, call);
  const { type = 'all-users', id } = call.params;
  const entry = object.accessors.find(({ accessor }) => same(accessor, { type: type as Accessor['type'], id }));
  if (!entry) throw classicError(404, 'The accessor has no permissions for this object');
  return { object, entry };
}

function accessorOf({ account }: Tenant, value: unknown): Accessor {
  if (!isObject(value)) throw classicError(400, 'An accessor must be an object');
  const { type, id } = value;
  if (type === 'all-users' && id === undefined) return { type };
  const known = type === 'user' ? account.users : type === 'group' ? account.groups : [];
  if (!known.some(({ uuid }) => uuid === id)) throw classicError(400, `Unknown accessor: ${type} '${id}'`);
  return { type: type as Accessor['type'], id: String(id) };
}

function permissionsOf(value: unknown): string[] {
  const text = Array.isArray(value) ? [...value].sort().join() : '';
  if (text !== 'r' && text !== 'r,w') throw classicError(400, 'permissions must be ["r"] or ["r","w"]');
  return text.split(',');
}

function same(a: Accessor, b: Accessor | undefined): boolean {
  return a.type === b?.type && a.id === b?.id;
}
