import type { SandboxRequest } from '../server';
import type { Caller } from './credentials';
import { classicError } from './errors';
import { requireAnyScope, requirePermission } from './permissions';
import type { SettingsObject, Tenant } from './state';
import type { SettingsSchema } from './validation';

/** What a caller may do with one object, besides the permission on its schema. */
export type Access = 'none' | 'read' | 'write';

/** @throws Refusal 404 when the tenant does not have the schema. */
export function schemaOf(tenant: Tenant, schemaId: string): SettingsSchema {
  const schema = tenant.schemas.get(schemaId);
  if (!schema) throw classicError(404, `Schema '${schemaId}' does not exist`);
  return schema;
}

/** Needs the permission on the schema; with `adminAccess=true` that for other people's objects in addition. */
export function requireSettings(
  tenant: Tenant,
  caller: Caller,
  request: SandboxRequest,
  operation: 'read' | 'write',
  schemaId: string,
): void {
  const context = { 'settings:schemaId': schemaId, 'settings:scope': 'environment' };
  requirePermission(tenant, caller, `settings:objects:${operation}`, context);
  if (isAdmin(request)) requirePermission(tenant, caller, 'settings:objects:admin', context);
}

export function isAdmin(request: SandboxRequest): boolean {
  return request.query.get('adminAccess') === 'true';
}

/**
 * The owner may do everything, others what they were given. An object without an owner is open to all who have the
 * permission; an API token acts for nobody, so it reaches no object that somebody owns.
 */
export function accessTo(tenant: Tenant, caller: Caller, object: SettingsObject, admin: boolean): Access {
  const { owner, accessors } = object;
  if (!owner || admin) return 'write';
  if (!caller.user) return 'none';
  const groups = tenant.account.groups.filter(({ members }) => members.includes(caller.user?.uuid ?? ''));
  const isMe = ({ type, id }: { type: string; id?: string }) =>
    type === 'all-users' || (type === 'user' ? id === caller.user?.uuid : groups.some((group) => group.uuid === id));
  if (isMe(owner)) return 'write';
  const permissions = accessors.filter(({ accessor }) => isMe(accessor)).flatMap((entry) => entry.permissions);
  return permissions.includes('w') ? 'write' : permissions.includes('r') ? 'read' : 'none';
}

/**
 * Finds an object for an operation on it.
 *
 * @throws Refusal 404 for an unknown object, 404 or 403 for one of others, 403 for one that may only be read.
 */
export function reachObject(
  tenant: Tenant,
  caller: Caller,
  request: SandboxRequest,
  operation: 'read' | 'write',
  objectId: string,
): SettingsObject {
  requireAnyScope(caller, [`settings:objects:${operation}`]);
  const object = tenant.objects.find((candidate) => candidate.objectId === objectId);
  if (!object) throw missing();
  requireSettings(tenant, caller, request, operation, object.schemaId);
  const access = accessTo(tenant, caller, object, isAdmin(request));
  if (access === 'none') throw tenant.behaviour.hiddenObjectStatus === 404 ? missing() : forbidden(operation);
  if (operation === 'write' && access === 'read') throw forbidden(operation);
  return object;
}

/** Text as recorded in issues of the Terraform provider. */
function missing() {
  return classicError(404, 'Settings not found');
}

function forbidden(operation: 'read' | 'write') {
  return classicError(
    403,
    `Forbidden: the object may not be ${operation === 'read' ? 'read' : 'changed'} by this user`,
  );
}
