import { join, resolve } from 'node:path';
import { App } from 'cdktf';
import { DeploymentError, readDeployment } from './deployment/load';
import { bundlePath } from './deployment/resolve';
import { TenantStack } from './stacks/tenant-stack';

/** Synthesizes one stack per tenant of the deployment file, in the file's order. */
function synthesize(): void {
  // Where in the code a warning came from would put paths of this machine into the output.
  const app = new App({ stackTraces: false });
  const file = resolve(process.env.DEPLOYMENT_FILE ?? app.node.tryGetContext('deploymentFile') ?? 'deployment.yaml');
  const { deployment, warnings } = readDeployment(file);
  for (const warning of warnings) console.error(`warning: ${warning}`);
  for (const [key, tenant] of Object.entries(deployment.tenants)) {
    new TenantStack(app, key, { deployment, scripts: join(__dirname, 'scripts'), appBundle: bundlePath(file, tenant) });
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
