import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { CheckContext } from './context';

/** The bundle is a file of the project, so that the same deployment works on every machine. */
export function checkApps({ deployment, source, report }: CheckContext): void {
  for (const [key, tenant] of Object.entries(deployment.tenants)) {
    const { install, bundle } = tenant.app;
    const path = ['tenants', key, 'app', 'bundle'];
    if (install === 'bundle' && bundle === undefined) {
      report('app-bundle', path, 'is required with `install: bundle`: Path of the app bundle, relative to this file');
    } else if (install !== 'bundle' && bundle !== undefined) {
      report('app-bundle', path, `must be omitted with \`install: ${install}\``, bundle);
    } else if (bundle !== undefined) {
      const problem = bundleProblem(dirname(source.fileName), bundle);
      if (problem) report('app-bundle', path, problem.rule, bundle, problem.cure);
    }
  }
}

function bundleProblem(folder: string, bundle: string): { rule: string; cure?: string } | undefined {
  const within = relative(resolve(folder), resolve(folder, bundle));
  if (isAbsolute(bundle)) return { rule: 'must be a path relative to this file' };
  if (within === '..' || within.startsWith(`..${sep}`))
    return { rule: 'must be in the folder of this file or below it' };
  if (!bundle.toLowerCase().endsWith('.zip')) return { rule: 'must be the path of a zip file' };
  const isFile = statSync(resolve(folder, bundle), { throwIfNoEntry: false })?.isFile();
  return isFile
    ? undefined
    : { rule: 'must be the path of a zip file, relative to this file', cure: 'there is no such file' };
}
