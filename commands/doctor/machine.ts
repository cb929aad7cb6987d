import type { Deployment } from '../../deployment/schema';
import { minimumTerraform } from '../../stacks/backend';
import { findTerraform } from '../../terraform/binary';
import { TerraformError } from '../../terraform/errors';
import { terraformIn } from '../../terraform/stack';
import { compareVersions, satisfies } from '../../terraform/versions';
import { area, type Check } from './check';

const machine = area('this machine');

export function checkNode(wanted: string, version = process.versions.node): Check {
  return satisfies(version, wanted)
    ? machine.ok('Node.js', version)
    : machine.failure('Node.js', `${version}, but ${wanted} is needed`, 'Install a newer Node.js.');
}

/** @param backend decides about the oldest Terraform; without a deployment file the oldest of all counts */
export async function checkTerraform(backend?: Deployment['backend']): Promise<Check> {
  try {
    const { name, product, version } = await findTerraform();
    const minimum = backend ? minimumTerraform(backend) : version;
    if (compareVersions(version, minimum) >= 0) return machine.ok(product, `${version} (${name})`);
    const detail = `${version} (${name}), but the backend ${backend?.type} needs ${minimum}`;
    return machine.failure(product, detail, `Install ${product} ${minimum} or newer.`);
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    return machine.failure('Terraform', error.message);
  }
}

const PROVIDERS = ['aws', 'null'];

/** The versions of the providers that an initialized stack has settled on; Terraform itself holds them to its limits. */
export async function checkProviders(tenant: string): Promise<Check[]> {
  const { stdout } = await terraformIn(tenant, ['version', '-json']);
  const selected = (JSON.parse(stdout) as { provider_selections?: Record<string, string> }).provider_selections ?? {};
  return PROVIDERS.map((name) => {
    const what = `provider hashicorp/${name}`;
    const version = Object.entries(selected).find(([source]) => source.endsWith(`/hashicorp/${name}`))?.[1];
    if (version !== undefined) return machine.ok(what, version);
    return machine.warning(what, 'attached by TF_REATTACH_PROVIDERS, so its version is unknown');
  });
}
