import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CheckContext } from './context';

export function checkApps({ deployment, source, isRefused, report }: CheckContext): void {
  for (const [key, tenant] of Object.entries(deployment.tenants)) {
    const { install, bundle } = tenant.app;
    const path = ['tenants', key, 'app', 'bundle'];
    if (isRefused(['tenants', key, 'app', 'install'])) continue;
    if (install === 'bundle' && bundle === undefined) {
      report(path, 'is required with `install: bundle`: Path of the app bundle, relative to this file');
    } else if (install !== 'bundle' && bundle !== undefined) {
      report(path, `must be left out with \`install: ${install}\``, bundle);
    } else if (bundle !== undefined && !isFile(resolve(dirname(source.fileName), bundle))) {
      report(path, 'must be the path of a zip file, relative to this file', bundle, 'there is no such file');
    }
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
