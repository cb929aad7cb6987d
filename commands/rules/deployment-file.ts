import { failed, ok, type Rule } from '../findings/rule';

/** The deployment file with its tenants, or with everything that is wrong with it. */
export const deploymentFile: Rule<{ file: string; tenants: number } | { problems: string[] }> = {
  id: 'deployment-file',
  severity: 'error',
  what: 'The deployment file exists and is valid.',
  why: 'Everything else is derived from it.',
  cure: 'Fix what the message points to.',
  check(loaded) {
    if ('problems' in loaded) return loaded.problems.map((problem) => failed('deployment file', problem));
    return [ok('deployment file', `${loaded.file}, ${loaded.tenants} tenants`)];
  },
};
