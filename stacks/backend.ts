import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';
import type { Backend } from '../deployment/schema';

/** From a stack's directory to the project's root: `cdktf.out/stacks/<tenant>`. */
const PROJECT_ROOT = '../../..';

/**
 * Declares where a tenant's state is kept. Every path stays relative: cdktf's own default would write the absolute
 * path of this machine into the output.
 */
export function declareBackend(stack: TerraformStack, backend: Backend, tenant: string): void {
  if (backend.type === 'local') {
    new LocalBackend(stack, {
      path: `${PROJECT_ROOT}/${backend.directory}/terraform.${tenant}.tfstate`.replace('/./', '/'),
    });
  } else if (backend.type === 's3') {
    const { bucket, keyPrefix, region, profile, kmsKeyId } = backend;
    const declared = new S3Backend(stack, {
      bucket,
      key: `${keyPrefix}${tenant}.tfstate`,
      region,
      encrypt: true,
      ...(profile && { profile }),
      ...(kmsKeyId && { kmsKeyId }),
    });
    declared.addOverride('use_lockfile', true);
  } else if (backend.type === 'hcp') {
    const { hostname, organization, project, workspacePrefix } = backend;
    // CloudBackend would call the Terraform binary at synthesis.
    stack.addOverride('terraform.backend', undefined);
    stack.addOverride('terraform.cloud', {
      hostname,
      organization,
      workspaces: { name: `${workspacePrefix}${tenant}`, ...(project && { project }) },
    });
  } else {
    stack.addOverride('terraform.backend', undefined);
  }
}
