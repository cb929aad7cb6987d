import { join } from 'node:path';
import { installationConfiguration, userConfiguration } from '../../../sandbox/terraform/cli-configuration';
import { machine, put, removeTemporary, temporary } from './support';

afterEach(removeTemporary);

describe("the user's configuration", () => {
  test('is absent on a plain machine, and after `terraform login`', async () => {
    const surroundings = machine();
    put(join(surroundings.home, '.terraform.d', 'credentials.tfrc.json'), '{}');

    expect(await userConfiguration(surroundings)).toBeUndefined();
  });

  test.each(['TF_CLI_CONFIG_FILE', 'TERRAFORM_CONFIG'])('is the file that %s names', async (variable) => {
    const file = put(join(temporary(), 'my.tfrc'));
    const surroundings = machine({ [variable]: file });
    put(join(surroundings.home, '.terraformrc'));

    expect(await userConfiguration(surroundings)).toEqual({ file, label: file });
  });

  test('is found by a relative path and given by an absolute one', async () => {
    const surroundings = machine({ TF_CLI_CONFIG_FILE: '../my.tfrc' });
    const file = put(join(surroundings.home, 'my.tfrc'));

    expect(await userConfiguration(surroundings)).toEqual({ file, label: file });
  });

  test('is the file in the home directory, also when the variable names a missing one', async () => {
    const surroundings = machine({ TF_CLI_CONFIG_FILE: '/no/such/file' });
    const file = put(join(surroundings.home, '.terraformrc'));

    expect(await userConfiguration(surroundings)).toEqual({ file, label: file });
  });

  test('may lie in the configuration directory alone, which no variable can name', async () => {
    const surroundings = machine();
    const file = put(join(surroundings.home, '.terraform.d', 'mirrors.tfrc'));

    expect(await userConfiguration(surroundings)).toEqual({ label: file });
  });
});

describe('a configuration for mirrors', () => {
  test('excludes from the registry what mirrors hold', () => {
    const text = installationConfiguration([
      { source: 'registry.terraform.io/hashicorp/aws', mirror: '/mirrors/a "b"' },
      { source: 'registry.terraform.io/hashicorp/null', mirror: 'C:\\mirrors' },
    ]);

    expect(text).toBe(`provider_installation {
  filesystem_mirror {
    path    = "/mirrors/a \\"b\\""
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  filesystem_mirror {
    path    = "C:/mirrors"
    include = ["registry.terraform.io/hashicorp/null"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws", "registry.terraform.io/hashicorp/null"]
  }
}
`);
  });

  test('leaves everything to the registry without mirrors', () => {
    expect(installationConfiguration([])).toBe('provider_installation {\n  direct {\n  }\n}\n');
  });
});
