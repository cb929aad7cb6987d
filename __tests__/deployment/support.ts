import {
  DeploymentError,
  type DeploymentInput,
  type DeploymentProblem,
  examineDeployment,
  parseDeployment,
} from '../../deployment/load';
import type { Deployment } from '../../deployment/schema';

/** A deployment without mistakes; its lines are what the tests' positions count. */
export const GOOD = `name: test
accounts:
  main:
    id: "123456789012"
    region: eu-central-1
tenants:
  prod:
    environment: abc12345.apps.dynatrace.com
    connections:
      ops:
        account: main
`;

/** The good file with one place written differently. */
export function edited(from: string, to: string, text = GOOD): string {
  if (!text.includes(from)) throw new Error(`the text has no "${from}"`);
  return text.replace(from, () => to);
}

/** The good file with further lines at its end, in the mapping of the connection `ops`. */
export function withConnection(...lines: string[]): string {
  return GOOD + lines.map((line) => `        ${line}\n`).join('');
}

/** The good file with further lines in the mapping of the tenant `prod`, before its connections. */
export function withTenant(...lines: string[]): string {
  return edited('    connections:\n', `${lines.map((line) => `    ${line}\n`).join('')}    connections:\n`);
}

/** The good file with further lines in the mapping of the account `main`. */
export function withAccount(...lines: string[]): string {
  return edited(
    '    region: eu-central-1\n',
    `    region: eu-central-1\n${lines.map((line) => `    ${line}\n`).join('')}`,
  );
}

/** Rule and place of every problem, for example `account-unknown tenants.prod.connections.ops.account 11:9`. */
export function problemsOf(text: string): string[] {
  return problemsIn(text).map(ruleAndPlace);
}

/** As `problemsOf`, of what a reader should know although the file can be used. */
export function warningsOf(text: string): string[] {
  return examineDeployment(text, 'deployment.yaml').warnings.map(ruleAndPlace);
}

/** What readers are told of every problem or, without any, of every warning: what is allowed, what was found, the cure. */
export function sentencesOf(text: string): string[] {
  const problems = problemsIn(text);
  const told = problems.length > 0 ? problems : examineDeployment(text, 'deployment.yaml').warnings;
  return told.map(({ detail, cure }) => (cure ? `${detail}; ${cure}` : detail));
}

/** Expects one problem by its rule and place and, once for each sentence, by what readers are told. */
export function expectProblem(text: string, ...[problem, sentence]: unknown[]): void {
  expect(problemsOf(text)).toEqual([problem]);
  if (sentence !== undefined) expect(sentencesOf(text)).toEqual([sentence]);
}

function ruleAndPlace({ id, subject, position }: DeploymentProblem): string {
  return `${id} ${subject} ${position?.line}:${position?.column}`;
}

/** Every problem with all that it tells. */
export function problemsIn(text: DeploymentInput | string, fileName = 'deployment.yaml'): DeploymentProblem[] {
  try {
    parseDeployment(text, fileName);
    return [];
  } catch (error) {
    if (error instanceof DeploymentError) return error.problems;
    throw error;
  }
}

export function deploymentOf(text: string): Deployment {
  return parseDeployment(text, 'deployment.yaml');
}
