import type { SandboxRequest, SandboxResponse } from '../server';
import type { Caller } from './credentials';
import { classicError } from './errors';
import { parseFilter, parseSort } from './filter';
import { requireSomePermission } from './permissions';
import type { Call } from './router';
import { maskSecrets } from './secrets';
import { type Access, accessTo, isAdmin, requireSettings, schemaOf } from './settings-access';
import type { SettingsObject, Tenant } from './state';
import type { Property } from './validation';

const FIELDS = [
  ...['objectId', 'summary', 'searchSummary', 'created', 'modified', 'createdBy', 'modifiedBy', 'author'],
  ...['updateToken', 'scope', 'modificationInfo', 'resourceContext', 'owner', 'schemaId', 'schemaVersion', 'value'],
  'externalId',
];

const EFFECTIVE_FIELDS = [
  ...['summary', 'searchSummary', 'created', 'modified', 'createdBy', 'modifiedBy', 'author', 'origin'],
  ...['schemaId', 'schemaVersion', 'value', 'externalId'],
];

/** All that a reader sees of an object; secrets are masked. */
export function viewOf(tenant: Tenant, object: SettingsObject, access: Access): Record<string, unknown> {
  const schema = schemaOf(tenant, object.schemaId);
  const { accessors, owner, externalId, ...plain } = object;
  const summary = String(object.value.name ?? schema.displayName);
  return {
    ...plain,
    value: maskSecrets(schema, object.value),
    summary,
    searchSummary: summary,
    author: object.modifiedBy,
    modificationInfo: {
      deletable: access === 'write',
      modifiable: access === 'write',
      movable: false,
      modifiablePaths: [],
      nonModifiablePaths: access === 'write' ? fixedPaths(schema.properties) : [],
    },
    resourceContext: {
      operations: access === 'write' ? ['read', 'write', 'delete'] : ['read'],
      modifications: {
        movable: false,
        first: false,
        modifiablePaths: [],
        nonModifiablePaths: access === 'write' ? fixedPaths(schema.properties) : [],
      },
    },
    ...(owner ? { owner } : {}),
    ...(externalId ? { externalId } : {}),
  };
}

/** `GET /objects`: the objects that the caller may see, page by page. */
export function listObjects(tenant: Tenant, { request, caller }: Call<Caller>): SandboxResponse {
  const { query, offset } = pageOf(request);
  const schemaIds = split(query.get('schemaIds'));
  const scopes = split(query.get('scopes'));
  if (schemaIds.length === 0 && scopes.length === 0) {
    throw classicError(400, 'Either schemaIds or scopes is required for the first page');
  }
  requireSomePermission(tenant, caller, 'settings:objects:read');
  for (const schemaId of schemaIds) {
    schemaOf(tenant, schemaId);
    requireSettings(tenant, caller, { ...request, query }, 'read', schemaId);
  }
  const unknownScope = scopes.find((scope) => scope !== 'environment');
  if (unknownScope) throw classicError(404, `Scope '${unknownScope}' does not exist`);

  const fields = fieldsOf(query, FIELDS, 'objectId,value');
  const pageSize = pageSizeOf(query);
  const admin = isAdmin({ ...request, query });
  const externalIds = split(query.get('externalIds'));
  const allows = (path: string) => isFilterable(path) && fields.includes(path.split('.')[0] ?? '');
  const rules = { allows, maxLength: 1024, maxDepth: 5 };
  const matches = query.has('filter') ? parseFilter(query.get('filter') ?? '', rules) : () => true;
  const order = query.has('sort') ? parseSort(query.get('sort') ?? '', allows) : () => 0;
  const found = tenant.objects
    .filter(({ schemaId }) => schemaIds.length === 0 || schemaIds.includes(schemaId))
    .filter(({ externalId }) => externalIds.length === 0 || externalIds.includes(externalId ?? ''))
    .map((object) => ({ object, access: accessTo(tenant, caller, object, admin) }))
    .filter(({ access }) => access !== 'none')
    .map(({ object, access }) => viewOf(tenant, object, access))
    .filter(matches)
    .sort(order);
  const items = found.slice(offset, offset + pageSize).map((view) => pick(view, fields));
  const more = offset + pageSize < found.length;
  const nextPageKey = more ? pageKey(query, offset + pageSize) : null;
  return { status: 200, body: { items, totalCount: found.length, pageSize, nextPageKey } };
}

/** `GET /effectiveValues`: what applies, which is the schema's default where nothing is stored. */
export function listEffectiveValues(tenant: Tenant, { request, caller }: Call<Caller>): SandboxResponse {
  const schemaIds = split(request.query.get('schemaIds'));
  if (schemaIds.length === 0) throw classicError(400, 'schemaIds is required');
  const fields = fieldsOf(request.query, EFFECTIVE_FIELDS, 'origin,value');
  if (request.query.get('scope') !== 'environment') throw classicError(404, 'The scope does not exist');
  const items = schemaIds.flatMap((schemaId) => {
    const schema = schemaOf(tenant, schemaId);
    requireSettings(tenant, caller, request, 'read', schemaId);
    const common = { schemaId, schemaVersion: schema.version, summary: schema.displayName };
    const stored = tenant.objects
      .filter((object) => object.schemaId === schemaId)
      .filter((object) => accessTo(tenant, caller, object, isAdmin(request)) !== 'none')
      .map((object) => ({ ...viewOf(tenant, object, 'read'), origin: 'environment' }));
    if (stored.length > 0 || !schema.defaultValue) return stored;
    return [{ ...common, origin: 'default', value: schema.defaultValue }];
  });
  const shown = items.map((item) => pick(item, fields));
  return { status: 200, body: { items: shown, totalCount: items.length, pageSize: 100, nextPageKey: null } };
}

/** Paths of the properties that never change. */
function fixedPaths(properties: Record<string, Property>, prefix = ''): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    if (property.modification === 'NEVER') return [prefix + name];
    return property.type === 'object' ? fixedPaths(property.properties, `${prefix}${name}/`) : [];
  });
}

function isFilterable(path: string): boolean {
  return ['created', 'modified', 'createdBy', 'modifiedBy', 'author'].includes(path) || path.startsWith('value.');
}

function fieldsOf(query: URLSearchParams, known: string[], usual: string): string[] {
  const fields = split(query.get('fields') ?? usual);
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown) throw classicError(400, `Unknown field '${unknown}'`);
  return fields;
}

function pageSizeOf(query: URLSearchParams): number {
  const size = Number(query.get('pageSize') ?? 100);
  if (!Number.isInteger(size) || size < 1) throw classicError(400, 'pageSize must be a positive number');
  return Math.min(size, 500);
}

function pageOf({ query }: SandboxRequest): { query: URLSearchParams; offset: number } {
  const key = query.get('nextPageKey');
  if (key === null) return { query, offset: 0 };
  if ([...query.keys()].length > 1) throw classicError(400, 'All other parameters must be omitted with nextPageKey');
  const first = new URLSearchParams(Buffer.from(key, 'base64url').toString('utf8'));
  const offset = Number(first.get('offset') ?? Number.NaN);
  if (!Number.isInteger(offset)) throw classicError(400, 'Invalid nextPageKey');
  first.delete('offset');
  return { query: first, offset };
}

function pageKey(query: URLSearchParams, offset: number): string {
  return Buffer.from(new URLSearchParams({ ...Object.fromEntries(query), offset: `${offset}` }).toString()).toString(
    'base64url',
  );
}

function pick(view: Record<string, unknown>, fields: string[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter((field) => field in view).map((field) => [field, view[field]]));
}

function split(list: string | null): string[] {
  return (list ?? '').split(',').filter(Boolean);
}
