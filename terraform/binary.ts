import { MINIMUM_TERRAFORM } from '../model/terraform';
import { TerraformError, terraformErrorLine } from './errors';
import { type RunResult, runCommand } from './run';
import { compareVersions } from './versions';

export interface TerraformBinary {
  /** What was run: the value of TERRAFORM_BINARY_NAME, or `terraform`. */
  name: string;
  product: 'Terraform' | 'OpenTofu';
  version: string;
  /** Operating system and architecture as provider packages name them, for example `linux_amd64`. */
  platform: string;
  /** Registry that unqualified provider sources belong to. */
  registryHost: string;
}

const DEADLINE_MS = 30_000;

/**
 * Finds the Terraform that cdktf will run.
 *
 * @throws TerraformError when there is none, when it does not run, or when it is older than MINIMUM_TERRAFORM.
 */
export async function findTerraform(environment: NodeJS.ProcessEnv = process.env): Promise<TerraformBinary> {
  const name = environment.TERRAFORM_BINARY_NAME || 'terraform';
  const where = environment.TERRAFORM_BINARY_NAME ? `${name} (from TERRAFORM_BINARY_NAME)` : `${name} (on PATH)`;
  const cure = `install Terraform ${MINIMUM_TERRAFORM} or newer, or set TERRAFORM_BINARY_NAME to the path of one`;
  const result = await versionOutput(name, where, environment, cure);
  const found = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+)\S*\s+on (\w+)/m.exec(result.stdout);
  if (result.code !== 0 || !found) {
    const state = result.timedOut
      ? `no answer after ${DEADLINE_MS / 1000} s`
      : terraformErrorLine(result.stdout + result.stderr);
    throw new TerraformError(
      'terraform-unusable',
      `\`${name} version\` must print Terraform's version, got exit code ${result.code}: ${state}; ${cure}`,
    );
  }
  const [, product, version = '', platform = ''] = found;
  if (compareVersions(version, MINIMUM_TERRAFORM) < 0) {
    throw new TerraformError(
      'terraform-too-old',
      `Terraform must be ${MINIMUM_TERRAFORM} or newer, got ${version} from ${where}; ${cure}`,
    );
  }
  return product === 'OpenTofu'
    ? { name, product, version, platform, registryHost: 'registry.opentofu.org' }
    : { name, product: 'Terraform', version, platform, registryHost: 'registry.terraform.io' };
}

async function versionOutput(
  name: string,
  where: string,
  environment: NodeJS.ProcessEnv,
  cure: string,
): Promise<RunResult> {
  try {
    const env = { ...environment, CHECKPOINT_DISABLE: '1' };
    return await runCommand(name, ['version'], { env, timeoutMs: DEADLINE_MS });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new TerraformError('terraform-missing', `Terraform is missing: no ${where}; ${cure}`);
    throw new TerraformError('terraform-unusable', `${where} cannot be run (${code}); ${cure}`);
  }
}
