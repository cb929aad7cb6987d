import { CONNECTOR_APP } from '../facts/web-identity';
import type { SandboxRequest, SandboxResponse } from '../server';
import { readAppBundle } from './app-bundle';
import { type Caller, platformCaller } from './credentials';
import { gatewayError } from './errors';
import { type FilterRules, parseFilter } from './filter';
import { granted, requirePermission, requireSomePermission } from './permissions';
import { type Call, routes } from './router';
import type { App, Tenant } from './state';

/** Apps that can be installed by their id, as from the Hub. */
const HUB: Record<string, { name: string; version: string }> = {
  [CONNECTOR_APP]: { name: 'AWS', version: '2.1.5' },
};

const SUB_RESOURCES = ['FUNCTIONS', 'FILES', 'SETTINGS_SCHEMAS', 'DOCUMENTS'];

const FILTER: FilterRules = { allows: (path) => path === 'id', maxLength: 256, maxDepth: 3 };

/** The app registry. Installing and deleting take a while, and reading an app shows how far they are. */
export function registryRoutes(tenant: Tenant) {
  return routes('/platform/app-engine/registry/v1', platformCaller(tenant), {
    'GET /apps': (call) => listApps(tenant, call),
    'POST /apps': (call) => installZip(tenant, call),
    'GET /apps/{id}': (call) => getApp(tenant, call),
    'DELETE /apps/{id}': (call) => deleteApp(tenant, call),
    'POST /apps/{id}:install-bundle': (call) => installBundle(tenant, call),
  });
}

/** Puts an app into the registry as if it had been there before. */
export function addApp(tenant: Tenant, id: string, fields: Partial<App> = {}): App {
  const { name = id, version = '1.0.0' } = HUB[id] ?? {};
  const installed = { installedBy: 'dynatrace', installedAt: new Date().toISOString() };
  const app: App = { id, name, version, status: 'OK', ...installed, ...fields };
  tenant.apps.set(id, app);
  return app;
}

function getApp(tenant: Tenant, { caller, request, params: { id = '' } }: Call<Caller>): SandboxResponse {
  requirePermission(tenant, caller, 'app-engine:apps:run', { 'shared:app-id': id });
  const app = tenant.apps.get(id);
  if (!app || settle(tenant, app)) throw notInstalled(id);
  return { status: 200, body: viewOf(app, addedFields(request)) };
}

function listApps(tenant: Tenant, { caller, request }: Call<Caller>): SandboxResponse {
  requireSomePermission(tenant, caller, 'app-engine:apps:run');
  const filter = request.query.get('filter');
  const matches = filter ? parseFilter(filter, FILTER) : () => true;
  const all = request.query.get('include-non-runnable') === 'true';
  const added = addedFields(request);
  const apps = [...tenant.apps.values()]
    .filter((app) => all || granted(tenant, caller, 'app-engine:apps:run', { 'shared:app-id': app.id }) === 'true')
    .filter((app) => matches({ id: app.id }) && !settle(tenant, app))
    .filter((app) => app.status !== 'DEACTIVATED' || request.query.get('include-deactivated') === 'true')
    .map((app) => viewOf(app, added));
  return { status: 200, body: { apps } };
}

function installZip(tenant: Tenant, { caller, request }: Call<Caller>): SandboxResponse {
  requireSomePermission(tenant, caller, 'app-engine:apps:install');
  if (request.headers['content-type'] !== 'application/zip') {
    throw gatewayError(415, 'Content type must be application/zip');
  }
  const bundle = readAppBundle(request.body);
  if (!bundle) throw gatewayError(400, 'InvalidAppBundle: the archive has no readable manifest');
  return install(tenant, caller, bundle.id, bundle);
}

function installBundle(tenant: Tenant, { caller, params: { id = '' } }: Call<Caller>): SandboxResponse {
  const status = tenant.behaviour.installBundle;
  if (status !== 202) throw gatewayError(status, status === 404 ? 'Not found' : 'Method not allowed');
  const bundle = HUB[id];
  requirePermission(tenant, caller, 'app-engine:apps:install', { 'shared:app-id': id });
  if (!bundle) throw gatewayError(404, `The Hub has no app '${id}'`);
  return install(tenant, caller, id, bundle);
}

function install(tenant: Tenant, caller: Caller, id: string, bundle: { name: string; version: string }) {
  requirePermission(tenant, caller, 'app-engine:apps:install', { 'shared:app-id': id });
  const { polls, milliseconds, outcome } = tenant.behaviour.install;
  const operation = tenant.apps.has(id) ? ('UPDATE' as const) : ('INSTALL' as const);
  const pending = { operation, polls, until: Date.now() + milliseconds };
  const installedBy = caller.user?.uuid ?? '';
  addApp(tenant, id, { name: bundle.name, version: bundle.version, status: outcome, pending, installedBy });
  return { status: 202, body: { id, warnings: [] } };
}

function deleteApp(tenant: Tenant, { caller, params: { id = '' } }: Call<Caller>): SandboxResponse {
  requirePermission(tenant, caller, 'app-engine:apps:delete', { 'shared:app-id': id });
  const app = tenant.apps.get(id);
  if (!app) throw notInstalled(id);
  const { polls, milliseconds } = tenant.behaviour.install;
  app.pending = { operation: 'DELETE', polls, until: Date.now() + milliseconds };
  return { status: 202 };
}

/** Counts one look at a pending app, and ends what is pending when it is due. Tells whether the app is gone. */
function settle(tenant: Tenant, app: App): boolean {
  const { pending } = app;
  if (!pending) return false;
  if (pending.polls > 0 || pending.until > Date.now()) {
    pending.polls -= 1;
    return false;
  }
  app.pending = undefined;
  return pending.operation === 'DELETE' && tenant.apps.delete(app.id);
}

/** @param added fields beyond the usual ones, as `add-fields` names them */
function viewOf(app: App, added: string[] = []): object {
  const { id, name, version, status, pending, installedBy, installedAt } = app;
  const failed = status === 'ERROR' ? { operationStateBeforeError: 'PENDING_INSTALL' } : {};
  const resourceStatus = pending ? { status: 'PENDING', pendingOperation: pending.operation } : { status, ...failed };
  const parts = SUB_RESOURCES.map((subResourceType) => ({
    subResourceType,
    status: pending ? 'DEPLOYING' : status === 'ERROR' ? 'FAILED' : 'DEPLOYED',
  }));
  const extra: Record<string, object> = {
    manifest: { manifest: manifestOf(app) },
    isBuiltin: { isBuiltin: false },
  };
  return {
    id,
    name,
    version,
    description: `${name} for Workflows`,
    resourceStatus: {
      ...resourceStatus,
      ...(added.includes('resourceStatus.subResourceTypes') ? { subResourceTypes: SUB_RESOURCES } : {}),
      ...(added.includes('resourceStatus.subResourceStatuses') ? { subResourceStatuses: parts } : {}),
    },
    signatureInfo: { signed: true, publisher: 'Dynatrace' },
    modificationInfo: {
      createdBy: installedBy,
      createdAt: installedAt,
      lastModifiedBy: installedBy,
      lastModifiedAt: installedAt,
    },
    ...Object.assign({}, ...added.map((field) => extra[field] ?? partOfManifest(app, field))),
  };
}

/** A few of the connector's actions, as public workflows name them. */
function manifestOf({ id, name, version }: App): Record<string, unknown> {
  const actions = id === CONNECTOR_APP ? ['s3-list-buckets', 'ec2-stop-instances', 'lambda-invoke'] : [];
  return { id, name, version, actions: actions.map((action) => ({ name: action, title: action })) };
}

function partOfManifest(app: App, field: string): object {
  const name = /^manifest\.(\w+)$/.exec(field)?.[1];
  return name ? { manifest: { [name]: manifestOf(app)[name] } } : {};
}

function addedFields({ query }: SandboxRequest): string[] {
  return (query.get('add-fields') ?? '').split(',').filter(Boolean);
}

function notInstalled(id: string) {
  return gatewayError(404, `The app '${id}' is not installed`);
}
