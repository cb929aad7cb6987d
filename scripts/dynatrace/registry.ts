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
  const catalog = { permission: 'hub:catalog:read' };
  await install(context, appId, { path: `${appPath(appId)}:install-bundle`, permissions: [catalog] });
}

/** Uploads an app bundle, as the documentation has it. */
export async function installBundle(context: Context, appId: string, zip: Buffer): Promise<void> {
  await install(context, appId, { path: APPS, body: { type: 'application/zip', content: zip }, permissions: [] });
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

type Install = Pick<ApiRequest, 'path' | 'body' | 'permissions'>;

async function install(context: Context, appId: string, { permissions, ...request }: Install): Promise<void> {
  const needed = [RUN, { permission: 'app-engine:apps:install', appId }, ...permissions];
  await context.send({ ...request, what: `install the app ${appId}`, method: 'POST', permissions: needed });
}

function appPath(appId: string): string {
  return `${APPS}/${encodeURIComponent(appId)}`;
}
