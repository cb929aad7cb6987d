import type { Deployment } from '../../deployment/schema';
import { minimumTerraform } from '../../stacks/backend';
import { findTerraform } from '../../terraform/binary';
import { TerraformError } from '../../terraform/errors';
import { compareVersions } from '../../terraform/versions';
import { failed, ok, type Rule } from '../findings/rule';

/** Without a deployment file the backend is not known, and every Terraform that runs is good enough. */
export const terraformVersion: Rule<{ backend?: Deployment['backend'] }> = {
  id: 'terraform-version',
  severity: 'error',
  what: 'Terraform (or OpenTofu) is installed, and recent enough for the backend.',
  why: 'cdktf runs whatever Terraform it finds, and some backends need features of later versions.',
  cure: 'Install a newer Terraform, or set TERRAFORM_BINARY_NAME to the path of one.',
  async check({ backend }) {
    try {
      const { name, product, version } = await findTerraform();
      const minimum = backend ? minimumTerraform(backend) : version;
      if (compareVersions(version, minimum) >= 0) return [ok('Terraform', `${product} ${version} (${name})`)];
      const detail = `${product} ${version} (${name}), but the backend ${backend?.type} needs ${minimum}`;
      return [failed('Terraform', detail, `Install ${product} ${minimum} or newer.`)];
    } catch (error) {
      if (!(error instanceof TerraformError)) throw error;
      return [failed('Terraform', error.message)];
    }
  },
};
