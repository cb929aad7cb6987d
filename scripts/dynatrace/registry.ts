import type { Permission } from '../../model/permissions';
import type { ApiRequest, Context } from './context';

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

export const REGISTRY_READ = [RUN];
export const REGISTRY_DELETE = [RUN, DELETE];

/** What installing an app takes. */
export function registryInstall(appId: string): Permission[] {
  return [RUN, { permission: 'app-engine:apps:install', appId }];
}

/** The app, or nothing when it is not installed. */
export async function getApp(context: Context, appId: string): Promise<InstalledApp | undefined> {
  const { status, body } = await context.send({
    what: `read the app ${appId}`,
    method: 'GET',
    path: appPath(appId),
    permissions: REGISTRY_READ,
    accept: [404],
  });
  return status === 404 ? undefined : (body as InstalledApp);
}

/** Installs an app by its id with the call that Dynatrace's own tools use; it is not a documented one. */
export async function installFromHub(context: Context, appId: string): Promise<void> {
  await install(context, appId, { path: `${appPath(appId)}:install-bundle` });
}

/** Uploads an app bundle, as the documentation has it. */
export async function installBundle(context: Context, appId: string, zip: Buffer): Promise<void> {
  await install(context, appId, { path: `${APPS}`, body: { type: 'application/zip', content: zip } });
}

/** Starts the removal and says whether the app was there. */
export async function uninstall(context: Context, appId: string): Promise<boolean> {
  const { status } = await context.send({
    what: `uninstall the app ${appId}`,
    method: 'DELETE',
    path: appPath(appId),
    permissions: REGISTRY_DELETE,
    accept: [404],
  });
  return status !== 404;
}

const APPS = '/app-engine/registry/v1/apps';

async function install(context: Context, appId: string, request: Pick<ApiRequest, 'path' | 'body'>): Promise<void> {
  const permissions = [...registryInstall(appId), { permission: 'hub:catalog:read' }];
  await context.send({ what: `install the app ${appId}`, method: 'POST', permissions, ...request });
}

function appPath(appId: string): string {
  return `${APPS}/${encodeURIComponent(appId)}`;
}
