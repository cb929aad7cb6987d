import { audienceClaim } from '../facts/web-identity';
import { type SandboxServer, serve } from '../server';
import { accountRoutes } from './account';
import { policyRoutes } from './account-policies';
import { automationRoutes } from './automation';
import { type Controls, controlsOf } from './controls';
import { classicCaller, platformCaller } from './credentials';
import { type Account, createAccount } from './directory';
import { createIssuer, discoveryDocument, type Issuer, keySet } from './issuer';
import { managementRoutes } from './management';
import { objectPermissionRoutes } from './object-permissions';
import { addApp, registryRoutes } from './registry';
import { dispatch, routes } from './router';
import { allowedHostsSchema } from './schemas/allowed-hosts';
import { enhancedConnectionSchema } from './schemas/enhanced-connection';
import { legacyConnectionSchema } from './schemas/legacy-connection';
import { settingsRoutes } from './settings';
import { ssoRoutes } from './sso';
import { type Behaviour, defaultBehaviour, type Tenant } from './state';
import { newToken } from './tokens';

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
  connectionSchemas?: ('legacy' | 'enhanced')[];
  /** Maturity that the deprecated schema shows, if any. */
  legacyMaturity?: string;
  /** Most hosts of the allow-list. @default 100 */
  maxHosts?: 50 | 100;
  /** Ids of the apps that are installed from the start. @default none */
  apps?: string[];
  behaviour?: Partial<Behaviour>;
}

export interface DynatraceSandbox extends SandboxServer, Controls {
  /** All state, for tests that look at it or tamper with it. */
  tenant: Tenant;
  /** The switches for what varies between tenants; may be changed at any time. */
  behaviour: Behaviour;
  audience: string;
  ssoUrl: string;
  accountUrl: string;
  /** Where AWS finds the keys of the issuer on this machine. */
  jwksUrl: string;
}

/** Starts one Dynatrace environment with its token endpoint, account API and token issuer on one loopback port. */
export async function startDynatrace(options: DynatraceOptions = {}): Promise<DynatraceSandbox> {
  const tenant = createTenant(options);
  const server = await serve(dispatch(routesOf(tenant, () => server.url)), options.port, {
    name: 'dynatrace',
    requestsPerSecond: () => tenant.behaviour.requestsPerSecond,
  });
  const { url } = server;
  const domain = new URL(url).host;
  tenant.id ||= domain;
  tenant.audience = audienceClaim(domain);
  tenant.account.environments.push({ id: tenant.id, name: tenant.id, url });
  return Object.assign(server, controlsOf(tenant), {
    tenant,
    behaviour: tenant.behaviour,
    audience: tenant.audience,
    ssoUrl: `${url}/sso/oauth2/token`,
    accountUrl: url,
    jwksUrl: `${url}/issuer/jwks`,
  });
}

export function createTenant(options: DynatraceOptions): Tenant {
  const schemas = { legacy: legacyConnectionSchema(options.legacyMaturity), enhanced: enhancedConnectionSchema() };
  const names = options.connectionSchemas ?? (['legacy', 'enhanced'] as const);
  const present = [...names.map((name) => schemas[name]), allowedHostsSchema(options.maxHosts)];
  const tenant: Tenant = {
    id: options.id ?? '',
    audience: '',
    createdAt: new Date().toISOString(),
    account: options.account ?? createAccount(),
    otherAccounts: [],
    issuer: options.issuer ?? createIssuer(),
    apiTokens: [{ token: newToken('dt0c01'), scopes: ['settings.read', 'settings.write'] }],
    schemas: new Map(present.map((schema) => [schema.schemaId, schema])),
    objects: [],
    apps: new Map(),
    workflows: [],
    consent: new Map(),
    behaviour: { ...defaultBehaviour(), ...options.behaviour },
  };
  for (const id of options.apps ?? []) addApp(tenant, id);
  return tenant;
}

/** Every route of an environment and of what stands around it. */
export function routesOf(tenant: Tenant, baseUrl: () => string) {
  const platform = ['/platform/classic/environment-api/v2', platformCaller(tenant)] as const;
  const classic = ['/api/v2', classicCaller(tenant)] as const;
  return [
    ...ssoRoutes(tenant),
    ...[platform, classic].flatMap(([base, authenticate]) => [
      ...settingsRoutes(tenant, base, authenticate),
      ...objectPermissionRoutes(tenant, base, authenticate),
    ]),
    ...registryRoutes(tenant),
    ...managementRoutes(tenant),
    ...automationRoutes(tenant),
    ...accountRoutes(tenant),
    ...policyRoutes(tenant),
    ...routes('/_sandbox', () => undefined, {
      'POST /reset': async () => {
        await tenant.onReset?.();
        return { status: tenant.onReset ? 204 : 404 };
      },
    }),
    ...routes('/issuer', () => undefined, {
      'GET /.well-known/openid-configuration': () => ({
        status: 200,
        body: discoveryDocument(tenant.issuer, baseUrl()),
      }),
      'GET /jwks': async () => ({ status: 200, body: await keySet(tenant.issuer) }),
    }),
  ];
}
