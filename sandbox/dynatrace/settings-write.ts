import { randomBytes, randomUUID } from 'node:crypto';
import type { SandboxRequest } from '../server';
import { connectionError } from './assume-role';
import type { Caller } from './credentials';
import { classicBody, type ErrorBody, type Violation, violation } from './errors';
import { ALLOWED_HOSTS, hostViolations } from './schemas/allowed-hosts';
import { ENHANCED_CONNECTION } from './schemas/enhanced-connection';
import { LEGACY_CONNECTION } from './schemas/legacy-connection';
import { needsResubmission, restoreSecrets } from './secrets';
import type { SettingsObject, Tenant } from './state';
import { forbiddenChanges, type SettingsSchema, violationsOf } from './validation';

/** One write of a settings value: of a new object, or of a stored one. */
interface Write {
  schema: SettingsSchema;
  value: unknown;
  stored?: SettingsObject;
  /** Update token that the caller has seen; the write is unconditional without one. */
  updateToken?: string;
  externalId?: string;
  validateOnly: boolean;
  /** Position of the item in its batch. */
  index: number;
}

export type WriteResult = { object?: SettingsObject } | { error: ErrorBody };

/** Validates and stores a value. Checks run again after the one that asks AWS, since others may have written meanwhile. */
export async function writeObject(tenant: Tenant, caller: Caller, write: Write): Promise<WriteResult> {
  const { schema, stored, validateOnly, index } = write;
  const path = `${schema.schemaId}/${index}`;
  const objectId = stored?.objectId ?? newObjectId(schema.schemaId);
  const value = stored ? restoreSecrets(schema, write.value, stored.value) : write.value;
  const refused = refusalOf(tenant, write, value, path);
  if (refused) return { error: refused };
  const valid = value as Record<string, unknown>;
  if (schema.schemaId === ENHANCED_CONNECTION) {
    const error = await connectionError(tenant, caller, { objectId, value: valid, stored, validateOnly }, path);
    const refusedNow = error ?? refusalOf(tenant, write, value, path);
    if (refusedNow) return { error: refusedNow };
  }
  if (validateOnly) return {};
  if (stored) return { object: change(stored, valid, caller, write.externalId) };
  return { object: insertObject(tenant, schema, { objectId, value: valid, externalId: write.externalId }, caller) };
}

/** Stores a new object as it is, without any check. */
export function insertObject(
  tenant: Tenant,
  schema: SettingsSchema,
  fields: Partial<SettingsObject> & { value: Record<string, unknown> },
  caller: { user?: { uuid: string } },
): SettingsObject {
  const by = caller.user?.uuid ?? 'api-token';
  const now = Date.now();
  const object: SettingsObject = {
    objectId: newObjectId(schema.schemaId),
    schemaId: schema.schemaId,
    schemaVersion: schema.version,
    scope: 'environment',
    ...(schema.ownerBasedAccessControl && caller.user ? { owner: { type: 'user', id: caller.user.uuid } } : {}),
    accessors: [],
    created: now,
    modified: now,
    createdBy: by,
    modifiedBy: by,
    updateToken: newUpdateToken(),
    ...fields,
  };
  tenant.objects.push(object);
  return object;
}

/** The error for an update token that is no longer current. */
export function staleTokenError(
  { behaviour }: Tenant,
  object: SettingsObject,
  updateToken: unknown,
): ErrorBody | undefined {
  if (updateToken === undefined || updateToken === null || updateToken === object.updateToken) return undefined;
  return classicBody(behaviour.staleTokenStatus, 'The update token is not current: the object was modified meanwhile');
}

/** `validateOnly=true` runs every check and stores nothing. */
export function isValidateOnly(request: SandboxRequest): boolean {
  return request.query.get('validateOnly') === 'true';
}

function refusalOf(tenant: Tenant, write: Write, value: unknown, path: string): ErrorBody | undefined {
  const { schema, stored } = write;
  if (stored && !tenant.objects.includes(stored)) return classicBody(404, 'The object was deleted meanwhile');
  const stale = stored && staleTokenError(tenant, stored, write.updateToken);
  if (stale) return stale;
  const violations = violationsOf(schema, value, path);
  if (violations.length === 0) violations.push(...rulesBroken(tenant, write, value as Record<string, unknown>, path));
  return violations.length ? classicBody(400, 'Validation failed for 1 Setting.', violations) : undefined;
}

function rulesBroken(
  tenant: Tenant,
  { schema, stored, value: sent }: Write,
  value: Record<string, unknown>,
  path: string,
): Violation[] {
  const found: Violation[] = [];
  const others = tenant.objects.filter((object) => object.schemaId === schema.schemaId && object !== stored);
  if (stored) {
    found.push(...forbiddenChanges(schema.properties, stored.value, value, path));
    if (needsResubmission(schema, sent, stored.value)) {
      found.push(violation(path, schema.secretResubmissionMessage ?? 'secrets must be sent again'));
    }
  } else if (others.length >= schema.maxObjects) {
    found.push(violation(path, `at most ${schema.maxObjects} objects of this schema are allowed`));
  } else if (schema.schemaId === LEGACY_CONNECTION && !tenant.behaviour.legacyWritable) {
    found.push(violation(path, 'The schema is deprecated: no objects can be created any more'));
  }
  const { unique } = schema;
  if (unique && others.some((object) => object.value[unique.property] === value[unique.property])) {
    found.push(violation(`${path}/${unique.property}`, unique.message));
  }
  if (schema.schemaId === ALLOWED_HOSTS) found.push(...hostViolations(value, path));
  return found;
}

function change(
  object: SettingsObject,
  value: Record<string, unknown>,
  { user }: Caller,
  externalId?: string,
): SettingsObject {
  const modified = Math.max(Date.now(), object.modified + 1);
  const modifiedBy = user?.uuid ?? 'api-token';
  return Object.assign(object, {
    value,
    modified,
    modifiedBy,
    updateToken: newUpdateToken(),
    ...(externalId ? { externalId } : {}),
  });
}

/** Opaque, unreserved characters only, about as long as real ones: they hold the schema, the scope and a uuid. */
function newObjectId(schemaId: string): string {
  const scope = '\u0006tenant\u0000\u0006tenant\u0000$';
  return Buffer.concat([
    Buffer.from('vu9U3hXa3q0AAAABAC', 'base64url'),
    Buffer.from(`${schemaId}\u0000${scope}${randomUUID()}`),
    Buffer.from('vu9U3hXa3q0', 'base64url'),
  ]).toString('base64url');
}

function newUpdateToken(): string {
  return randomBytes(48).toString('base64url');
}
