import type { DeploymentProblem } from '../../deployment/load';
import { RULES } from '../../deployment/rules';
import { type Outcome, ok, type Rule, type RuleText } from '../findings/rule';

/** The deployment file with its tenants, or with everything that is wrong with it. */
export const deploymentFile: Rule<{ file: string; tenants: number } | { problems: DeploymentProblem[] }> = {
  id: 'deployment-file',
  severity: 'error',
  what: 'The deployment file exists and is valid.',
  why: 'Everything else is derived from it.',
  cure: 'Fix what the message points to.',
  check(loaded) {
    if ('problems' in loaded) return loaded.problems.map(outcomeOf);
    const { file, tenants } = loaded;
    return [ok('deployment file', `${file}, with ${tenants === 1 ? 'one tenant' : `${tenants} tenants`}`)];
  },
};

/** The rules of the file itself, each of which is a finding of its own when it is broken. */
export const FILE_RULES: RuleText[] = Object.entries(RULES).map(([id, what]) => ({
  ...deploymentFile,
  id,
  what,
}));

function outcomeOf({ id, subject, path, detail, cure, position }: DeploymentProblem): Outcome {
  const where = position ? ` (line ${position.line}, column ${position.column})` : '';
  return { id, subject, status: 'failed', detail: `${detail}${where}`, place: path, ...(cure && { cure }) };
}
