import { chmodSync } from 'node:fs';
import { MINIMUM_TERRAFORM } from '../../model/terraform';
import { findTerraform } from '../../terraform/binary';
import { TerraformError } from '../../terraform/errors';
import { fakeTerraform, removeTemporary, temporary } from '../support/machine';

jest.setTimeout(30_000);

afterEach(removeTemporary);

const find = (binary: string) => findTerraform({ ...process.env, TERRAFORM_BINARY_NAME: binary });
const cure = `install Terraform ${MINIMUM_TERRAFORM} or newer, or set TERRAFORM_BINARY_NAME to the path of one`;

describe('findTerraform', () => {
  test('finds the Terraform on PATH', async () => {
    const found = await findTerraform();

    expect(found).toMatchObject({ product: 'Terraform', registryHost: 'registry.terraform.io' });
    expect(found.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(found.platform).toMatch(/^[a-z]+_[a-z0-9]+$/);
  });

  test('takes what TERRAFORM_BINARY_NAME names, with warnings and prereleases', async () => {
    const binary = fakeTerraform(
      'echo "Warning: something"; echo; echo "Terraform v1.5.7-dev"; echo "on darwin_arm64"',
    );

    expect(await find(binary)).toMatchObject({ name: binary, version: '1.5.7', platform: 'darwin_arm64' });
  });

  test('knows the registry of OpenTofu', async () => {
    const binary = fakeTerraform('echo "OpenTofu v1.8.0"; echo "on linux_amd64"');

    expect(await find(binary)).toMatchObject({ product: 'OpenTofu', registryHost: 'registry.opentofu.org' });
  });

  test('none on PATH', async () => {
    await expect(
      findTerraform({ ...process.env, TERRAFORM_BINARY_NAME: undefined, PATH: temporary() }),
    ).rejects.toEqual(new TerraformError('terraform-missing', `Terraform is missing: no terraform (on PATH); ${cure}`));
  });

  test('none where TERRAFORM_BINARY_NAME points', async () => {
    await expect(find('/no/terraform')).rejects.toEqual(
      new TerraformError(
        'terraform-missing',
        `Terraform is missing: no /no/terraform (from TERRAFORM_BINARY_NAME); ${cure}`,
      ),
    );
  });

  test('one that is too old', async () => {
    const binary = fakeTerraform('echo "Terraform v1.5.6"; echo "on linux_amd64"');

    await expect(find(binary)).rejects.toEqual(
      new TerraformError(
        'terraform-too-old',
        `Terraform must be 1.5.7 or newer, got 1.5.6 from ${binary} (from TERRAFORM_BINARY_NAME); ${cure}`,
      ),
    );
  });

  test('one that fails', async () => {
    const binary = fakeTerraform('echo "Error: Invalid TF_REATTACH_PROVIDERS" >&2; exit 1');

    await expect(find(binary)).rejects.toEqual(
      new TerraformError(
        'terraform-unusable',
        `\`${binary} version\` must print Terraform's version, got exit code 1: Invalid TF_REATTACH_PROVIDERS; ${cure}`,
      ),
    );
  });

  test('another program', async () => {
    const binary = fakeTerraform('echo "hello"');

    await expect(find(binary)).rejects.toMatchObject({
      code: 'terraform-unusable',
      message: expect.stringContaining('got exit code 0: hello;'),
    });
  });

  test('a file that cannot be executed', async () => {
    const binary = fakeTerraform('echo');
    chmodSync(binary, 0o644);

    await expect(find(binary)).rejects.toMatchObject({
      code: 'terraform-unusable',
      message: `${binary} (from TERRAFORM_BINARY_NAME) cannot be run (EACCES); ${cure}`,
    });
  });
});
