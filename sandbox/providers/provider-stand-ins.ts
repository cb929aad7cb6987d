import { startExternalProvider } from './external-provider';
import { startNullProvider } from './null-provider';
import type { PluginServer } from './plugin-server';

/**
 * Stands in for hashicorp/null and, except on Windows, hashicorp/external in this process, which must not block while
 * Terraform runs. `reattach` names both.
 */
export async function startProviderStandIns(): Promise<PluginServer> {
  const started: PluginServer[] = [];
  const close = async () => {
    await Promise.all(started.map((server) => server.close()));
  };
  try {
    started.push(await startNullProvider());
    if (process.platform !== 'win32') started.push(await startExternalProvider());
  } catch (error) {
    await close();
    throw error;
  }
  const reattach = JSON.stringify(Object.assign({}, ...started.map((server) => JSON.parse(server.reattach))));
  return { reattach, close };
}
