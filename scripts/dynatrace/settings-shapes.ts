import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { isList, isOptional, isRecord, isText, shape } from './shapes';

export interface SettingsObject<Value> {
  objectId: string;
  value: Value;
  externalId?: string;
  owner?: { type: string; id?: string };
  updateToken?: string;
  schemaId?: string;
  scope?: string;
  /** What the caller may do with it; only reading a single object shows it. */
  resourceContext?: { operations?: string[] };
}

export interface SettingsSchema {
  schemaId: string;
  version?: string;
  maturity?: string;
}

type Value = Record<string, unknown>;

/** What the values of the schemas in use must have, so that nobody stumbles over them later. */
const VALUES: Record<string, (value: Value) => boolean> = {
  [CONNECTION_SCHEMAS.legacy]: ({ name }) => isText(name),
  [CONNECTION_SCHEMAS.enhanced]: ({ name, awsWebIdentity }) =>
    isText(name) &&
    isOptional(awsWebIdentity, (web) => isRecord(web) && isOptional(web.roleArn, (arn) => typeof arn === 'string')),
  [ALLOWED_HOSTS_SCHEMA]: ({ allowedOutboundConnections: list }) =>
    isRecord(list) && typeof list.enforced === 'boolean' && isOptional(list.hostList, (hosts) => isList(hosts, isText)),
};

export const objectOf = (schemaId: string) =>
  shape<SettingsObject<unknown>>('a settings object', (body) => isObject(body, schemaId));

export interface PageBody {
  items: SettingsObject<unknown>[];
  nextPageKey?: string | null;
}

export const pageOf = (schemaId: string) =>
  shape<PageBody>(
    'a page of settings objects',
    (body) =>
      isRecord(body) && isList(body.items, (item) => isObject(item, schemaId)) && isOptional(body.nextPageKey, isKey),
  );

interface Created {
  code?: number;
  objectId?: string;
}

/** One item for the one object that was sent, with its id or with an error of its own. */
export const CREATED = shape<Created | Created[]>('the id of the new object', (body) => {
  const [item, ...others] = Array.isArray(body) ? body : [body];
  if (!isRecord(item) || others.length > 0) return false;
  const failed = typeof item.code === 'number' && item.code >= 400;
  return failed ? isRecord(item.error) : isText(item.objectId);
});

/** What would come of the one object that was sent. No published answer shows it, so that none at all will do. */
export const VALIDATED = shape<{ code: number }[] | undefined>(
  'what would come of the object',
  (body) =>
    body === undefined ||
    (isList(body, (item) => isRecord(item) && typeof item.code === 'number') && (body as unknown[]).length === 1),
);

export const UPDATED = shape<unknown>('the id of the object', (body) => isRecord(body) && isText(body.objectId));

export const schemaOf = (schemaId: string) =>
  shape<SettingsSchema>('a settings schema', (body) => isRecord(body) && body.schemaId === schemaId);

function isObject(item: unknown, schemaId: string): boolean {
  if (!isRecord(item) || !isText(item.objectId) || !isRecord(item.value)) return false;
  const { externalId, updateToken, owner, value } = item;
  const foreign = isText(item.schemaId) && item.schemaId !== schemaId;
  return (
    isOptional(externalId, isKey) &&
    isOptional(updateToken, isKey) &&
    isOptional(owner, (one) => isRecord(one) && isText(one.type)) &&
    (foreign || (VALUES[schemaId]?.(value) ?? true))
  );
}

function isKey(value: unknown): boolean {
  return typeof value === 'string';
}
