import { DeploymentError, examineDeployment, parseDeployment } from '../../deployment/load';
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

export function problemsOf(text: string): string[] {
  try {
    parseDeployment(text, 'deployment.yaml');
    return [];
  } catch (error) {
    if (error instanceof DeploymentError) return error.problems;
    throw error;
  }
}

export function warningsOf(text: string): string[] {
  return examineDeployment(text, 'deployment.yaml').warnings;
}

export function deploymentOf(text: string): Deployment {
  return parseDeployment(text, 'deployment.yaml');
}
