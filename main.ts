import { join, resolve } from 'node:path';
import { App } from 'cdktf';
import { DeploymentError, readDeployment } from './deployment/load';
import { resolveStacks } from './deployment/stacks';
import { DeploymentStack } from './stacks/deployment-stack';

/** Synthesizes the stacks of the deployment file. */
function synthesize(): void {
  // Where in the code a warning came from would put paths of this machine into the output.
  const app = new App({ stackTraces: false });
  const file = resolve(process.env.DEPLOYMENT_FILE ?? app.node.tryGetContext('deploymentFile') ?? 'deployment.yaml');
  const { deployment, warnings } = readDeployment(file);
  for (const warning of warnings) console.error(`warning: ${warning}`);
  for (const resolved of resolveStacks(deployment, file)) {
    new DeploymentStack(app, { resolved, scripts: join(__dirname, 'scripts') });
  }
  app.synth();
}

try {
  synthesize();
} catch (error) {
  if (!(error instanceof DeploymentError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
