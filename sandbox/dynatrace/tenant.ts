import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { audienceOf, legacySubject } from '../../model/oidc';
import { type SandboxServer, serve } from '../server';
import { connectionToken } from './assume-role';
import { classicCaller, platformCaller } from './credentials';
import {
  ACCOUNT_SCOPES,
  type Account,
  addClient,
  addPlatformToken,
  addUser,
  createAccount,
  newToken,
  type User,
} from './directory';
import { createIssuer, discoveryDocument, type Issuer, keySet, mintToken, type TokenRequest } from './issuer';
import { managementRoutes } from './management';
import { PERMISSIONS } from './policy';
import { addApp, registryRoutes } from './registry';
import { dispatch, routes } from './router';
import { allowedHostsSchema } from './schemas/allowed-hosts';
import { enhancedConnectionSchema } from './schemas/enhanced-connection';
import { legacyConnectionSchema } from './schemas/legacy-connection';
import { settingsRoutes } from './settings';
import { insertObject } from './settings-write';
import { ssoRoutes } from './sso';
import { type Behaviour, defaultBehaviour, type SettingsObject, type Tenant } from './state';

export interface DynatraceOptions {
  /** @default a free port */
  port?: number;
  /** Environment id. @default host and port of the server, as a deployment file's reader derives it */
  id?: string;
  /** Shared by the tenants of one sandbox. @default an own account */
  account?: Account;
  /** Shared by the tenants of one sandbox. @default an own issuer named https://token.dynatrace.com */
  issuer?: Issuer;
  /** Which connection schemas the tenant has. @default both */
  connectionSchemas?: (keyof typeof CONNECTION_SCHEMAS)[];
  /** Maturity that the deprecated schema shows, if any. */
  legacyMaturity?: string;
  /** Most hosts of the allow-list. @default 100 */
  maxHosts?: 50 | 100;
  /** Ids of the apps that are installed from the start. @default none */
  apps?: string[];
  behaviour?: Partial<Behaviour>;
}

/** A user with one credential of each kind. */
export interface Credentials {
  user: User;
  clientId: string;
  clientSecret: string;
  platformToken: string;
}

export interface DynatraceSandbox extends SandboxServer {
  tenant: Tenant;
  /** The switches for what varies between tenants; may be changed at any time. */
  behaviour: Behaviour;
  audience: string;
  ssoUrl: string;
  accountUrl: string;
  /** Where AWS finds the keys of the issuer on this machine. */
  jwksUrl: string;
  /** Credentials of an administrator of the account. */
  admin: Credentials;
  /** An API token that may read and write settings. */
  apiToken: string;
  /** Adds a user with its credentials. @param fields rights as a policy text; scopes of client and platform token */
  addUser(fields: { email: string; policy?: string; scopes?: string[] }): Credentials;
  /** Stores a settings object without any check, owned by the user if one is given. */
  addObject(schemaId: string, value: Record<string, unknown>, fields?: AddedObject): SettingsObject;
  /** Deletes settings objects behind everybody's back. @returns how many */
  removeObjects(matches: (object: SettingsObject) => boolean): number;
  addApp(id: string): void;
  /** A web identity token of the issuer for any subject and audience. */
  mintToken(request: TokenRequest): string;
  /** The token that this tenant would send to AWS for a connection, by its object id or its name. @throws Error when there is none */
  connectionToken(objectIdOrName: string): string;
  /** What exists now, without what changes by itself, to compare with a later look. */
  snapshot(): object;
}

export type AddedObject = Partial<Pick<SettingsObject, 'externalId' | 'accessors'>> & { owner?: User };

/** Every scope that a client can have: all permissions, and those of the account API. */
export const ALL_SCOPES = [...Object.keys(PERMISSIONS), ...ACCOUNT_SCOPES];

/** Starts one Dynatrace environment with its token endpoint, account API and token issuer on one loopback port. */
export async function startDynatrace(options: DynatraceOptions = {}): Promise<DynatraceSandbox> {
  const schemas = {
    legacy: legacyConnectionSchema(options.legacyMaturity),
    enhanced: enhancedConnectionSchema(),
  };
  const present = [
    ...(options.connectionSchemas ?? (['legacy', 'enhanced'] as const)).map((name) => schemas[name]),
    allowedHostsSchema(options.maxHosts),
  ];
  const tenant: Tenant = {
    id: options.id ?? '',
    audience: '',
    createdAt: new Date().toISOString(),
    account: options.account ?? createAccount(),
    issuer: options.issuer ?? createIssuer(),
    apiTokens: [{ token: newToken('dt0c01'), scopes: ['settings.read', 'settings.write'] }],
    schemas: new Map(present.map((schema) => [schema.schemaId, schema])),
    objects: [],
    apps: new Map(),
    workflows: [],
    behaviour: { ...defaultBehaviour(), ...options.behaviour },
  };
  for (const id of options.apps ?? []) addApp(tenant, id);

  const server = await serve(dispatch(routesOf(tenant, () => server.url)), options.port);
  const domain = new URL(server.url).host;
  tenant.id ||= domain;
  tenant.audience = audienceOf({ domain });
  return Object.assign(server, operations(tenant, server.url));
}

function routesOf(tenant: Tenant, baseUrl: () => string) {
  return [
    ...ssoRoutes(tenant),
    ...settingsRoutes(tenant, '/platform/classic/environment-api/v2', platformCaller(tenant)),
    ...settingsRoutes(tenant, '/api/v2', classicCaller(tenant)),
    ...registryRoutes(tenant),
    ...managementRoutes(tenant),
    ...routes('/issuer', () => undefined, {
      'GET /.well-known/openid-configuration': () => ({
        status: 200,
        body: discoveryDocument(tenant.issuer, baseUrl()),
      }),
      'GET /jwks': () => ({ status: 200, body: keySet(tenant.issuer) }),
    }),
  ];
}

function operations(tenant: Tenant, url: string): Omit<DynatraceSandbox, keyof SandboxServer> {
  const { account } = tenant;
  return {
    tenant,
    behaviour: tenant.behaviour,
    audience: tenant.audience,
    ssoUrl: `${url}/sso/oauth2/token`,
    accountUrl: url,
    jwksUrl: `${url}/issuer/jwks`,
    admin: adminOf(account),
    apiToken: tenant.apiTokens[0]?.token ?? '',
    addUser: (fields) => newCredentials(account, fields),
    addObject(schemaId, value, { owner, ...fields } = {}) {
      const schema = tenant.schemas.get(schemaId);
      if (!schema) throw new Error(`the tenant has no schema ${schemaId}`);
      return insertObject(tenant, schema, { value, ...fields }, { user: owner });
    },
    removeObjects(matches) {
      const before = tenant.objects.length;
      tenant.objects = tenant.objects.filter((object) => !matches(object));
      return before - tenant.objects.length;
    },
    addApp: (id) => void addApp(tenant, id),
    mintToken: (request) => mintToken(tenant.issuer, request),
    connectionToken: (objectIdOrName) => tokenOf(tenant, objectIdOrName),
    snapshot: () => snapshotOf(tenant),
  };
}

/** The administrator that tenants of one account share. */
function adminOf(account: Account): Credentials {
  const email = 'admin@example.com';
  const user = account.users.find((known) => known.email === email);
  const client = account.clients.find(({ userUuid }) => userUuid === user?.uuid);
  const token = account.platformTokens.find(({ userUuid }) => userUuid === user?.uuid)?.token;
  if (!user || !client || !token) return newCredentials(account, { email });
  return { user, clientId: client.id, clientSecret: client.secret, platformToken: token };
}

function newCredentials(
  account: Account,
  { email, policy, scopes = ALL_SCOPES }: { email: string; policy?: string; scopes?: string[] },
): Credentials {
  const user = addUser(account, { email, ...(policy === undefined ? {} : { policy }) });
  const client = addClient(account, user, scopes);
  const { token } = addPlatformToken(account, user, scopes);
  return { user, clientId: client.id, clientSecret: client.secret, platformToken: token };
}

function tokenOf(tenant: Tenant, objectIdOrName: string): string {
  const found = tenant.objects.find(
    ({ objectId, schemaId, value }) =>
      schemaId !== ALLOWED_HOSTS_SCHEMA && (objectId === objectIdOrName || value.name === objectIdOrName),
  );
  if (!found) throw new Error(`the tenant has no connection ${objectIdOrName}`);
  if (found.schemaId === CONNECTION_SCHEMAS.enhanced) return connectionToken(tenant, found.objectId);
  const subject = legacySubject(String(found.value.name));
  return mintToken(tenant.issuer, { subject, audience: tenant.audience });
}

function snapshotOf({ objects, apps, account }: Tenant): object {
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  return structuredClone({
    objects: objects
      .map(({ objectId: id, schemaId, value, externalId, owner, accessors }) => {
        return { id, schemaId, value, externalId, owner, accessors };
      })
      .sort(byId),
    apps: [...apps.values()].map(({ id, version, status }) => ({ id, version, status })).sort(byId),
    users: account.users.map(({ email, kind, description }) => ({ email, kind, description })),
    groups: account.groups.map(({ uuid, name, description, members }) => ({ uuid, name, description, members })),
    policies: account.policies,
    bindings: account.bindings,
  });
}
