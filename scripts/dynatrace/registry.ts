import type { Permission } from '../../model/permissions';
import type { ApiRequest, Context } from './context';
import { isOptional, isRecord, isText, shape } from './shapes';

/** An installed app as the registry reports it. */
export interface InstalledApp {
  id: string;
  version?: string;
  resourceStatus: {
    status: 'OK' | 'PENDING' | 'DEACTIVATED' | 'ERROR';
    pendingOperation?: 'INSTALL' | 'UPDATE' | 'DELETE';
    operationStateBeforeError?: string;
  };
}

const RUN: Permission = { permission: 'app-engine:apps:run' };
const DELETE: Permission = { permission: 'app-engine:apps:delete' };

/** Installing and removing go on after the answer: whoever asked for it looks until it is done. */
const BEGUN = shape<unknown>('status 202', () => false, [202]);

export const REGISTRY_READ = [RUN];
export const REGISTRY_DELETE = [RUN, DELETE];

/**
 * The app, or nothing when it is not installed, which only a 404 in the registry's own words says.
 *
 * @throws TransientError for any other answer that is no app
 */
export async function getApp(context: Context, appId: string): Promise<InstalledApp | undefined> {
  const { body } = await context.send({
    what: `read the app ${appId}`,
    method: 'GET',
    path: appPath(appId),
    permissions: REGISTRY_READ,
    answer: appOf(appId),
    accept: [404],
  });
  return body;
}

/** Whether an app is there, and stays. */
export function isInstalled(app: InstalledApp | undefined): boolean {
  return app !== undefined && app.resourceStatus.pendingOperation !== 'DELETE';
}

/** Installs an app by its id with the call that Dynatrace's own tools use; it is not a documented one. */
export async function installFromHub(context: Context, appId: string): Promise<void> {
  const catalog = { permission: 'hub:catalog:read' };
  await install(context, appId, { path: `${appPath(appId)}:install-bundle`, permissions: [catalog] });
}

/**
 * Uploads an app bundle, as the documentation has it.
 *
 * @throws ConfigurationError before anything is sent when it is not the bundle of the app
 */
export async function installBundle(context: Context, appId: string, zip: Buffer): Promise<void> {
  // Loaded here, because most scripts start without it.
  const { requireBundleOf } = require('./app-bundle') as typeof import('./app-bundle');
  requireBundleOf(appId, zip);
  await install(context, appId, { path: APPS, body: { type: 'application/zip', content: zip }, permissions: [] });
}

/** Starts the removal and says whether the app was there. */
export async function uninstall(context: Context, appId: string): Promise<boolean> {
  const { failure } = await context.send({
    what: `uninstall the app ${appId}`,
    method: 'DELETE',
    path: appPath(appId),
    permissions: REGISTRY_DELETE,
    answer: BEGUN,
    accept: [404],
  });
  return failure === undefined;
}

const APPS = '/app-engine/registry/v1/apps';

type Install = Pick<ApiRequest, 'path' | 'body' | 'permissions'>;

async function install(context: Context, appId: string, { permissions, ...request }: Install): Promise<void> {
  const needed = [RUN, { permission: 'app-engine:apps:install', appId }, ...permissions];
  await context.send({
    ...request,
    what: `install the app ${appId}`,
    method: 'POST',
    permissions: needed,
    answer: BEGUN,
  });
}

function appOf(appId: string) {
  return shape<InstalledApp>(`the app ${appId}`, (body) => {
    if (!isRecord(body) || body.id !== appId || !isRecord(body.resourceStatus)) return false;
    const { status, pendingOperation } = body.resourceStatus;
    return isText(status) && isOptional(body.version, isText) && isOptional(pendingOperation, isText);
  });
}

function appPath(appId: string): string {
  return `${APPS}/${encodeURIComponent(appId)}`;
}
