import { posix } from 'node:path';
import { LocalBackend, S3Backend, TerraformBackend, type TerraformStack } from 'cdktf';
import type { Backend } from '../deployment/schema';
import { MINIMUM_TERRAFORM } from '../model/terraform';
import { requireCredentials } from './hcp-credentials';

type HcpBackend = Extract<Backend, { type: 'hcp' }>;

/** From a stack's directory to the project's root: `cdktf.out/stacks/<stack>`. */
const PROJECT_ROOT = '../../..';

/**
 * Declares where a stack's state is kept. Its texts are not escaped, because Terraform takes them as they are: a backend
 * is read before there is anything that an expression could refer to. Every path stays relative: cdktf's own default would write the absolute
 * path of this machine into the output.
 *
 * @param state what the state is called
 * @param credentials prefix of the environment variables that hold the tenant's credentials
 */
export function declareBackend(stack: TerraformStack, backend: Backend, state: string, credentials?: string): void {
  if (backend.type === 'hcp' || backend.type === 'none') requireCredentials(stack, credentials);
  if (backend.type === 'local') {
    const directory = backend.directory.replaceAll('\\', '/');
    new LocalBackend(stack, { path: posix.join(PROJECT_ROOT, directory, `terraform.${state}.tfstate`) });
  } else if (backend.type === 's3') {
    const { bucket, keyPrefix, region, profile, kmsKeyId } = backend;
    const bucketBackend = new S3Backend(stack, {
      bucket,
      key: `${keyPrefix}${state}.tfstate`,
      region,
      encrypt: true,
      ...(profile && { profile }),
      ...(kmsKeyId && { kmsKeyId }),
    });
    bucketBackend.addOverride('use_lockfile', true);
  } else if (backend.type === 'hcp') {
    new BackendBlock(stack, 'cloud', cloudBlock(backend, state));
  } else {
    new BackendBlock(stack, 'local', {});
  }
}

/**
 * Oldest Terraform that can do with a backend what is done here: `use_lockfile` came with 1.10, `project` in the `cloud`
 * block and saved plans of remote runs with 1.6. Source: Terraform's changelog.
 */
export function minimumTerraform(backend: Backend): string {
  if (backend.type === 's3') return '1.10.0';
  if (backend.type === 'hcp') return '1.6.0';
  return MINIMUM_TERRAFORM;
}

/**
 * A backend that cdktf has no construct for. cdktf's own for the `cloud` block asks the Terraform binary for its
 * version at synthesis, and a stack without any gets a local one with an absolute path.
 */
class BackendBlock extends TerraformBackend {
  constructor(
    stack: TerraformStack,
    name: string,
    private readonly block: object,
  ) {
    super(stack, 'backend', name);
  }

  override toTerraform(): object {
    return { terraform: this.block };
  }

  override getRemoteStateDataSource(): never {
    throw new Error('a stack must not read the state of another one: compute the value instead');
  }
}

function cloudBlock({ hostname, organization, project, workspacePrefix }: HcpBackend, state: string): object {
  return {
    cloud: { hostname, organization, workspaces: { name: `${workspacePrefix}${state}`, ...(project && { project }) } },
  };
}
