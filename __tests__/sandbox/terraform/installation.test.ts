import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TerraformBinary } from '../../../sandbox/terraform/binary';
import { settleInstallation } from '../../../sandbox/terraform/installation';
import type { Surroundings } from '../../../sandbox/terraform/places';
import { machine, put, putPackage, removeTemporary, temporary } from './support';

afterEach(removeTemporary);

const binary: TerraformBinary = {
  name: 'terraform',
  product: 'Terraform',
  version: '1.11.4',
  platform: 'linux_amd64',
  registryHost: 'registry.terraform.io',
};
const hold = (mirror: string, type: string, version: string) => putPackage(mirror, type, version, 'linux_amd64');

async function settle(surroundings: Surroundings) {
  const log: string[] = [];
  const versions = { aws: '>= 5.81, < 7', null: '>= 3.2, < 4' };
  const directory = temporary();
  const installation = await settleInstallation({
    binary,
    versions,
    surroundings,
    directory,
    log: (line) => log.push(line),
  });
  const file = installation.env.TF_CLI_CONFIG_FILE;
  return { ...installation, log, text: file && existsSync(file) ? readFileSync(file, 'utf8') : '' };
}

describe('settling where providers come from', () => {
  test('nothing on the machine: the registry, through the plugin cache', async () => {
    const surroundings = machine();
    const cache = join(surroundings.home, '.terraform.d', 'plugin-cache');

    const { awsFrom, label, env, text, log } = await settle(surroundings);

    expect({ awsFrom, label, log }).toEqual({
      awsFrom: undefined,
      label: 'the registry registry.terraform.io',
      log: [],
    });
    expect(env).toMatchObject({ TF_PLUGIN_CACHE_DIR: cache, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1' });
    expect(existsSync(cache)).toBe(true);
    expect(text).not.toContain('filesystem_mirror');
  });

  test('a plugin cache that cannot be made is done without', async () => {
    const surroundings = machine({ TF_PLUGIN_CACHE_DIR: join(put(join(temporary(), 'file')), 'cache') });

    expect((await settle(surroundings)).env).toMatchObject({
      TF_PLUGIN_CACHE_DIR: '',
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    });
  });

  test("an implied mirror, without cdktf's cache", async () => {
    const surroundings = machine();
    const mirror = join(surroundings.home, '.terraform.d', 'plugins');
    hold(mirror, 'aws', '5.100.0');

    const { awsFrom, env, text } = await settle(surroundings);

    expect(awsFrom).toBe(`5.100.0 in the filesystem mirror ${mirror}`);
    expect(env).toMatchObject({ TF_PLUGIN_CACHE_DIR: '', CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' });
    expect(text).toContain(`path    = "${mirror}"`);
    expect(text).toContain('exclude = ["registry.terraform.io/hashicorp/aws"]');
  });

  test('a mirror under any name, for what is missing elsewhere', async () => {
    const [software, surroundings] = [temporary(), machine()];
    hold(join(surroundings.home, '.terraform.d', 'plugins'), 'aws', '5.100.0');
    hold(join(software, 'vendor', 'plugins'), 'aws', '6.0.0');
    hold(join(software, 'vendor', 'plugins'), 'null', '3.2.4');

    const { awsFrom, text } = await settle({ ...surroundings, softwareDirectories: [software] });

    expect(awsFrom).toContain('5.100.0 in');
    expect(text).toContain(
      `path    = "${join(software, 'vendor', 'plugins')}"\n    include = ["registry.terraform.io/hashicorp/null"]`,
    );
  });

  test('the plugin cache serves as a mirror, and then no longer as a cache', async () => {
    const cache = temporary();
    hold(cache, 'aws', '5.100.0');

    const { awsFrom, env } = await settle(machine({ TF_PLUGIN_CACHE_DIR: cache }));

    expect(awsFrom).toBe(`5.100.0 in the filesystem mirror ${cache}`);
    expect(env).toMatchObject({ TF_PLUGIN_CACHE_DIR: '', CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' });
  });

  test('a plugin cache that the user set is kept beside mirrors', async () => {
    const [mirror, cache] = [temporary(), join(temporary(), 'new')];
    hold(mirror, 'aws', '5.100.0');

    const { env } = await settle(machine({ TF_PLUGIN_CACHE_DIR: cache, TERRAFORM_PROVIDER_MIRROR: mirror }));

    expect(env.TF_PLUGIN_CACHE_DIR).toBe(cache);
    expect(existsSync(cache)).toBe(true);
  });
});

describe('TERRAFORM_PROVIDER_MIRROR', () => {
  test('goes before implied mirrors, and may name several directories, also relative ones', async () => {
    const first = temporary();
    const surroundings = machine({ TERRAFORM_PROVIDER_MIRROR: [first, '../second'].join(delimiter) });
    const second = join(surroundings.home, 'second');
    hold(first, 'null', '3.2.4');
    hold(second, 'aws', '5.90.0');
    hold(join(surroundings.home, '.terraform.d', 'plugins'), 'aws', '5.100.0');

    const { awsFrom, text } = await settle(surroundings);

    expect(awsFrom).toBe(`5.90.0 in the filesystem mirror ${second}`);
    expect(text).toContain(`path    = "${first}"`);
  });

  test("goes before the user's configuration, and says so", async () => {
    const [mirror, file] = [temporary(), put(join(temporary(), 'my.tfrc'))];
    hold(mirror, 'aws', '5.100.0');

    const { env, log } = await settle(machine({ TF_CLI_CONFIG_FILE: file, TERRAFORM_PROVIDER_MIRROR: mirror }));

    expect(env.TF_CLI_CONFIG_FILE).not.toBe(file);
    expect(log).toEqual([`TERRAFORM_PROVIDER_MIRROR is set, so Terraform's configuration ${file} is left out`]);
  });

  test('is an error when it holds nothing that is needed', async () => {
    const mirror = temporary();
    putPackage(mirror, 'aws', '5.100.0', 'windows_amd64');

    await expect(settle(machine({ TERRAFORM_PROVIDER_MIRROR: mirror }))).rejects.toMatchObject({
      code: 'provider-unavailable',
      message:
        'TERRAFORM_PROVIDER_MIRROR must name a filesystem mirror with hashicorp/aws (>= 5.81, < 7) for linux_amd64, ' +
        `got ${mirror} without it; fill a directory with \`terraform providers mirror <directory>\` on a machine with a ` +
        'network, so that it holds registry.terraform.io/hashicorp/aws with a package for linux_amd64, and set ' +
        'TERRAFORM_PROVIDER_MIRROR to its path',
    });
  });
});

describe("the user's configuration", () => {
  test('stays in force, whatever mirrors there are', async () => {
    const surroundings = machine();
    const file = put(join(surroundings.home, '.terraformrc'));
    hold(join(surroundings.home, '.terraform.d', 'plugins'), 'aws', '5.100.0');

    const { env, awsFrom, label, log } = await settle(surroundings);

    expect({ env, awsFrom, label, log }).toEqual({
      env: { TF_CLI_CONFIG_FILE: file },
      awsFrom: undefined,
      label: `the configuration ${file}`,
      log: [],
    });
  });

  test('stays in force in the configuration directory', async () => {
    const surroundings = machine();
    const file = put(join(surroundings.home, '.terraform.d', 'mirrors.tfrc'));

    expect(await settle(surroundings)).toMatchObject({ env: {}, label: `the configuration ${file}` });
  });

  test('is replaced when the variable names a missing file', async () => {
    const { env, log } = await settle(machine({ TF_CLI_CONFIG_FILE: '/no/such/file' }));

    expect(env.TF_CLI_CONFIG_FILE).toMatch(/terraform\.tfrc$/);
    expect(log).toEqual(["Terraform's configuration /no/such/file does not exist, so it is left out"]);
  });
});
