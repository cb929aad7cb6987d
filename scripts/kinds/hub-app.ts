import { readFileSync } from 'node:fs';
import { hubPage } from '../../model/links';
import { seconds } from '../dynatrace/clock';
import type { Context } from '../dynatrace/context';
import { ConfigurationError, DynatraceError, RejectedError, TransientError } from '../dynatrace/errors';
import {
  getApp,
  type InstalledApp,
  installBundle,
  installFromHub,
  isInstalled,
  REGISTRY_DELETE,
  REGISTRY_READ,
  uninstall,
} from '../dynatrace/registry';
import type { CreateInput, Live, Verbs } from './verbs';

type Input = CreateInput<'hub-app'>;

/** Time between two looks at a pending app, in milliseconds. */
const POLL = 2_000;

/** How long a removal may take, in seconds. */
const REMOVAL_TIMEOUT = 180;

export const verbs: Verbs<'hub-app'> = {
  async look({ app_id: appId }, context) {
    context.need(REGISTRY_READ);
    const app = await getApp(context, appId);
    if (!isInstalled(app)) {
      context.log(`app ${appId} is not installed`);
      return 'absent';
    }
    context.log(`app ${named(appId, app)} is there`);
    return 'present';
  },

  async create(input, context) {
    let app = await getApp(context, input.app_id);
    if (app?.resourceStatus.pendingOperation === 'DELETE') app = await waitUntilGone(input.app_id, context);
    if (!app) await install(input, context);
    const found = await waitUntilOk(input, app, context);
    context.log(`app ${named(input.app_id, found)} is ready`);
    return undefined;
  },

  async delete({ app_id: appId, before }, context) {
    if (before !== 'absent') {
      context.log(`app ${appId} stays, because it was installed before`);
      return;
    }
    context.need(REGISTRY_DELETE);
    if (await uninstall(context, appId)) await waitUntilGone(appId, context);
    context.log(`app ${appId} is uninstalled`);
  },

  async read(instances, context) {
    context.need(REGISTRY_READ);
    const apps = new Map<string, InstalledApp | undefined>();
    for (const { app_id: appId } of instances) {
      if (!apps.has(appId)) apps.set(appId, await getApp(context, appId));
    }
    return instances.map((instance) => live(apps.get(instance.app_id)));
  },
};

function named(appId: string, app?: InstalledApp): string {
  return app?.version ? `${appId} ${app.version}` : appId;
}

async function install({ install: way, app_id: appId, bundle = '' }: Input, context: Context): Promise<void> {
  if (way === 'require') throw appMissing(appId, context);
  const zip = way === 'bundle' ? readBundle(bundle) : undefined;
  context.log(`app ${appId}: installing`);
  try {
    await (zip ? installBundle(context, appId, zip) : installFromHub(context, appId));
  } catch (error) {
    if (!(error instanceof DynatraceError)) throw error;
    // Whether a request without an answer took effect shows in the registry.
    if (error.unanswered && (await getApp(context, appId))) return;
    const unsupported = way === 'hub' && error instanceof RejectedError;
    if (!unsupported) throw error;
    throw new RejectedError(`the Hub did not install the app ${appId}`, {
      said: error.response ? `${error.response.message} (status ${error.response.status})` : error.message,
      cure: `Dynatrace does not support that call and may have removed it. Install the app at ${pageOf(context)}.`,
      response: error.response,
    });
  }
}

export function appMissing(appId: string, context: Context): ConfigurationError {
  return new ConfigurationError(`the app ${appId} is not installed`, {
    cure: `Install it at ${pageOf(context)}, or set \`app.install\` to \`hub\` or \`bundle\`.`,
  });
}

function pageOf({ environmentUrl }: Context): string {
  return hubPage({ url: environmentUrl });
}

async function waitUntilOk(input: Input, app: InstalledApp | undefined, context: Context): Promise<InstalledApp> {
  const { app_id: appId, timeout } = input;
  const started = context.clock.now();
  for (let current = app; ; current = await getApp(context, appId)) {
    const status = current?.resourceStatus.status;
    if (current && status === 'OK') return current;
    if (status === 'ERROR' || status === 'DEACTIVATED') {
      const before = current?.resourceStatus.operationStateBeforeError;
      throw new RejectedError(`the app ${appId} is in state ${status}`, {
        said: before && `it failed in ${before}`,
        cure: `Repair it at ${pageOf(context)}, then deploy again.`,
      });
    }
    const elapsed = context.clock.now() - started;
    if (elapsed >= timeout * 1_000) {
      throw new TransientError(`the app ${appId} is not ready after ${timeout} s`, {
        said: `its state is ${status ?? 'not installed'}`,
        cure: 'Deploy again to keep waiting, or raise `app.timeout`.',
      });
    }
    context.log(`app ${appId}: ${status ?? 'not yet installed'}, ${seconds(elapsed)} of ${timeout} s`);
    await context.clock.sleep(POLL);
  }
}

async function waitUntilGone(appId: string, context: Context): Promise<undefined> {
  const started = context.clock.now();
  while (await getApp(context, appId)) {
    if (context.clock.now() - started >= REMOVAL_TIMEOUT * 1_000) {
      throw new TransientError(`the app ${appId} is still there after ${REMOVAL_TIMEOUT} s`, { cure: 'Run it again.' });
    }
    context.log(`app ${appId}: being removed, ${seconds(context.clock.now() - started)} of ${REMOVAL_TIMEOUT} s`);
    await context.clock.sleep(POLL);
  }
}

function readBundle(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ConfigurationError('cannot read the app bundle', {
      where: path || '`app.bundle`',
      said: (cause as Error).message,
      cure: 'Set `app.bundle` to the path of the zip file.',
      cause,
    });
  }
}

function live(app: InstalledApp | undefined): Live {
  if (!app) return { status: 'missing' };
  const { status } = app.resourceStatus;
  if (status === 'OK') return { status: 'in-sync', note: app.version && `version ${app.version}` };
  return { status: 'changed', changes: [{ attribute: 'status', from: 'OK', to: status }] };
}
