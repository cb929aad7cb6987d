import { join, resolve } from 'node:path';
import { App } from 'cdktf';
import { DeploymentError, type DeploymentInput, examineDeployment, readDeployment } from './deployment/load';
import { requireOwnStates } from './deployment/shared-states';
import { resolveStacks } from './deployment/stacks';
import { DeploymentStack } from './stacks/deployment-stack';

export type { Deployment, DeploymentInput, DeploymentProblem, LoadedDeployment } from './deployment/load';
export { DeploymentError, examineDeployment, parseDeployment, readDeployment } from './deployment/load';
export type { ResolvedAccount, ResolvedConnection, ResolvedRole, ResolvedStack } from './deployment/resolved-stack';
export { resolveStacks } from './deployment/stacks';
export { type Trust, trustPolicy } from './model/iam';
export { enhancedSubject, legacySubject } from './model/oidc';
export type { ConnectionReference } from './stacks/connection-references';
export type { DeploymentStackProps } from './stacks/deployment-stack';
export { DeploymentStack } from './stacks/deployment-stack';

/** Folder of the scripts that Terraform runs, bundled. It is copied into every stack. */
export const SCRIPTS = join(__dirname, 'scripts');

export interface AddDeploymentOptions {
  /** Folder that paths in a deployment given as an object are relative to. @default the working directory */
  directory?: string;
  /** Folder of the bundled scripts. @default SCRIPTS */
  scripts?: string;
  /** Takes what a reader should know although the deployment can be used. @default prints it to stderr */
  warn?: (warning: string) => void;
}

/**
 * Adds the stacks of a deployment to an app.
 *
 * @param deployment path of a deployment file, or the deployment itself. @default the file that DEPLOYMENT_FILE or the
 * context key `deploymentFile` names, or `deployment.yaml`. The commands read that file too, so that one which they are
 * to work with has to be named there.
 * @returns the stacks by name
 * @throws DeploymentError with every problem of the deployment, before any stack is added
 */
export function addDeployment(
  app: App,
  deployment?: string | DeploymentInput,
  { directory = process.cwd(), scripts = SCRIPTS, warn = printWarning }: AddDeploymentOptions = {},
): Record<string, DeploymentStack> {
  const source = deployment ?? deploymentFile(app);
  const file = typeof source === 'string' ? resolve(source) : join(directory, 'deployment');
  const loaded = typeof source === 'string' ? readDeployment(file) : examineDeployment(source);
  for (const { message } of loaded.warnings) warn(message);
  const stacks = resolveStacks(loaded.deployment, file);
  if (typeof source === 'string') requireOwnStates(file, stacks);
  return Object.fromEntries(stacks.map((resolved) => [resolved.name, new DeploymentStack(app, { resolved, scripts })]));
}

/**
 * What an entry of cdktf's does: makes an app, adds stacks to it, and writes them. Mistakes in a deployment are printed
 * without a stack trace and end with exit code 2.
 *
 * @param add adds the stacks. @default those of the deployment file
 */
export function synthesize(add: (app: App) => void = (app) => void addDeployment(app)): void {
  // Where in the code a warning came from would put paths of this machine into the output.
  const app = new App({ stackTraces: false });
  try {
    add(app);
    app.synth();
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

function deploymentFile(app: App): string {
  return process.env.DEPLOYMENT_FILE ?? app.node.tryGetContext('deploymentFile') ?? 'deployment.yaml';
}

function printWarning(warning: string): void {
  console.error(`warning: ${warning}`);
}
