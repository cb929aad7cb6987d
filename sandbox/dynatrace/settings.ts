import type { SandboxRequest, SandboxResponse } from '../server';
import type { Caller } from './credentials';
import { classicBody, classicError, type ErrorBody, Refusal } from './errors';
import { granted, requireAnyScope, requireSomePermission } from './permissions';
import { type Call, isObject, jsonBody, jsonObject, routes } from './router';
import { schemaDocument } from './schema-document';
import { accessTo, isAdmin, reachObject, requireSettings, schemaOf } from './settings-access';
import { listEffectiveValues, listObjects, viewOf } from './settings-read';
import { isValidateOnly, staleTokenError, type WriteResult, writeObject } from './settings-write';
import type { SettingsObject, Tenant } from './state';
import type { SettingsSchema } from './validation';

type SettingsCall = Call<Caller>;

/** The settings API below one base; callers prove themselves as that base wants it. */
export function settingsRoutes(tenant: Tenant, base: string, authenticate: (request: SandboxRequest) => Caller) {
  return routes(`${base}/settings`, authenticate, {
    'GET /objects': (call) => listObjects(tenant, call),
    'POST /objects': (call) => createObjects(tenant, call),
    'GET /objects/{objectId}': (call) => getObject(tenant, call),
    'PUT /objects/{objectId}': asSingleItem((call) => updateObject(tenant, call)),
    'DELETE /objects/{objectId}': asSingleItem((call) => deleteObject(tenant, call)),
    'GET /effectiveValues': (call) => listEffectiveValues(tenant, call),
    'GET /schemas': (call) => listSchemas(tenant, call),
    'GET /schemas/{schemaId}': (call) => getSchema(tenant, call),
    'POST /effective-permissions:resolve': (call) => resolvePermissions(tenant, call),
  });
}

/** Writes report a missing object as one item of a batch, unlike reads. */
function asSingleItem(handle: (call: SettingsCall) => SandboxResponse | Promise<SandboxResponse>) {
  return async (call: SettingsCall): Promise<SandboxResponse> => {
    try {
      return await handle(call);
    } catch (error) {
      if (!(error instanceof Refusal) || error.response.status !== 404) throw error;
      return { status: 404, body: { code: 404, ...(error.response.body as object) } };
    }
  };
}

async function createObjects(tenant: Tenant, call: SettingsCall): Promise<SandboxResponse> {
  limitPayload(call.request);
  requireAnyScope(call.caller, ['settings:objects:write']);
  const body = jsonBody<unknown>(call.request);
  if (!Array.isArray(body)) throw classicError(400, 'Could not map JSON: an array is expected');
  for (const item of body) {
    const schemaId = isObject(item) ? String(item.schemaId) : '';
    if (tenant.schemas.has(schemaId)) requireSettings(tenant, call.caller, call.request, 'write', schemaId);
  }
  const results: { code: number; objectId?: string; error?: ErrorBody; invalidValue?: unknown }[] = [];
  for (const [index, item] of body.entries()) {
    const result = await createItem(tenant, call, item, index);
    if ('error' in result) {
      const invalidValue = isObject(item) ? item.value : undefined;
      results.push({ code: result.error.code, error: result.error, ...(invalidValue ? { invalidValue } : {}) });
    } else {
      results.push({ code: 200, ...(result.object ? { objectId: result.object.objectId } : {}) });
    }
  }
  const codes = new Set(results.map(({ code }) => code));
  return { status: codes.size > 1 ? 207 : ([...codes][0] ?? 200), body: results };
}

async function createItem(tenant: Tenant, call: SettingsCall, item: unknown, index: number): Promise<WriteResult> {
  if (!isObject(item)) return { error: classicBody(400, 'Each item must be an object') };
  const schema = tenant.schemas.get(String(item.schemaId));
  if (!schema) return { error: classicBody(404, `Schema '${item.schemaId}' does not exist`) };
  if (item.scope !== 'environment') return { error: classicBody(404, `Scope '${item.scope}' does not exist`) };
  const externalId = item.externalId === undefined ? undefined : String(item.externalId);
  if (externalId && externalId.length > 500) {
    return { error: classicBody(400, 'externalId must have at most 500 characters') };
  }
  if (item.objectId !== undefined && !externalId) {
    return { error: classicBody(400, 'objectId may only be used together with externalId') };
  }
  try {
    const stored = replaced(tenant, call, schema, externalId, item.objectId as string | undefined);
    const validateOnly = isValidateOnly(call.request);
    return await writeObject(tenant, call.caller, {
      schema,
      value: item.value,
      stored,
      externalId,
      validateOnly,
      index,
    });
  } catch (error) {
    if (error instanceof Refusal) return { error: (error.response.body as { error: ErrorBody }).error };
    throw error;
  }
}

/** The stored object that a create replaces: by object id, by external id, or because the schema holds only one. */
function replaced(
  tenant: Tenant,
  { caller, request }: SettingsCall,
  schema: SettingsSchema,
  externalId?: string,
  objectId?: string,
): SettingsObject | undefined {
  const ofSchema = tenant.objects.filter((object) => object.schemaId === schema.schemaId);
  const byExternalId = externalId ? ofSchema.find((object) => object.externalId === externalId) : undefined;
  if (objectId !== undefined && byExternalId && byExternalId.objectId !== objectId) {
    throw classicError(400, 'objectId and externalId point to different objects');
  }
  const found = objectId ?? byExternalId?.objectId ?? (schema.multiObject ? undefined : ofSchema[0]?.objectId);
  return found === undefined ? undefined : reachObject(tenant, caller, request, 'write', found);
}

function getObject(tenant: Tenant, { caller, request, params }: SettingsCall): SandboxResponse {
  const object = reachObject(tenant, caller, request, 'read', params.objectId ?? '');
  const { modificationInfo: _, ...view } = viewOf(tenant, object, accessTo(tenant, caller, object, isAdmin(request)));
  return { status: 200, body: view };
}

async function updateObject(tenant: Tenant, { caller, request, params }: SettingsCall): Promise<SandboxResponse> {
  limitPayload(request);
  if (caller.kind === 'api-token') requireAnyScope(caller, ['settings:objects:read']);
  const stored = reachObject(tenant, caller, request, 'write', params.objectId ?? '');
  const body = jsonObject(request);
  const schema = schemaOf(tenant, stored.schemaId);
  const { value } = body;
  const updateToken = body.updateToken as string | undefined;
  const validateOnly = isValidateOnly(request);
  const result = await writeObject(tenant, caller, { schema, value, stored, updateToken, validateOnly, index: 0 });
  const { objectId } = stored;
  if (!('error' in result)) return { status: 200, body: { code: 200, objectId } };
  const { error } = result;
  return refusedWrite(error, { objectId, error, invalidValue: value });
}

function deleteObject(tenant: Tenant, { caller, request, params }: SettingsCall): SandboxResponse {
  const object = reachObject(tenant, caller, request, 'write', params.objectId ?? '');
  const error = staleTokenError(tenant, object, request.query.get('updateToken'));
  if (error) return refusedWrite(error, { objectId: object.objectId, error });
  tenant.objects.splice(tenant.objects.indexOf(object), 1);
  return { status: 204 };
}

/** The shape of an item is published for 400, 404 and 409 alone; whatever else there is has the envelope. */
function refusedWrite(error: ErrorBody, item: object): SandboxResponse {
  const { code } = error;
  return { status: code, body: [400, 404, 409].includes(code) ? { code, ...item } : { error } };
}

function listSchemas(tenant: Tenant, { caller }: SettingsCall): SandboxResponse {
  requireSomePermission(tenant, caller, 'settings:schemas:read');
  const items = [...tenant.schemas.values()]
    .filter(({ schemaId }) => granted(tenant, caller, 'settings:schemas:read', inSchema(schemaId)) === 'true')
    .map(({ schemaId, displayName, version, multiObject, ownerBasedAccessControl, maturity }) => {
      const flags = { multiObject, ordered: false, ownerBasedAccessControl, ...(maturity ? { maturity } : {}) };
      return { schemaId, displayName, latestSchemaVersion: version, ...flags };
    });
  return { status: 200, body: { items, totalCount: items.length } };
}

function getSchema(tenant: Tenant, { caller, request, params }: SettingsCall): SandboxResponse {
  requireSomePermission(tenant, caller, 'settings:schemas:read');
  const schema = schemaOf(tenant, params.schemaId ?? '');
  if (granted(tenant, caller, 'settings:schemas:read', inSchema(schema.schemaId)) !== 'true') {
    throw classicError(403, `Forbidden: no permission to read the schema '${schema.schemaId}'`);
  }
  const wanted = request.query.get('schemaVersion');
  if (wanted && wanted !== schema.version) throw classicError(404, `Schema version '${wanted}' does not exist`);
  return { status: 200, body: schemaDocument(schema) };
}

function resolvePermissions(tenant: Tenant, { caller, request }: SettingsCall): SandboxResponse {
  requireAnyScope(caller, ['settings:objects:read', 'settings:objects:write', 'settings:schemas:read']);
  const { permissions } = jsonObject(request);
  if (!Array.isArray(permissions)) throw classicError(400, 'permissions must be an array');
  const body = permissions.map(({ permission, context }) => {
    const known = isObject(context) ? context : {};
    const names = { schemaId: 'settings:schemaId', scope: 'settings:scope' } as const;
    const conditions = Object.fromEntries(
      Object.entries(names).flatMap(([from, to]) => (known[from] === undefined ? [] : [[to, String(known[from])]])),
    );
    const answer = { permission, granted: granted(tenant, caller, String(permission), conditions) };
    return context === undefined || !tenant.behaviour.resolveEchoesContext ? answer : { ...answer, context };
  });
  return { status: 200, body };
}

function inSchema(schemaId: string): Record<string, string> {
  return { 'settings:schemaId': schemaId, 'settings:scope': 'environment' };
}

function limitPayload({ body }: SandboxRequest): void {
  if (body.length > 1024 * 1024) throw classicError(413, 'The payload is larger than 1 MB');
}
