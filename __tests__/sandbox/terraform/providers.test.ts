import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTerraform } from '../../../sandbox/terraform/binary';
import type { Surroundings } from '../../../sandbox/terraform/places';
import { type PreparedTerraform, prepareTerraform } from '../../../sandbox/terraform/providers';
import { runTerraform } from '../../../sandbox/terraform/run';
import { fakeTerraform, machine, put, putPackage, removeTemporary, temporary } from './support';

jest.setTimeout(30_000);

let platform: string;
let prepared: PreparedTerraform | undefined;
let log: string[];

beforeAll(async () => {
  platform = (await findTerraform()).platform;
});

beforeEach(() => {
  log = [];
});

afterEach(async () => {
  await prepared?.close();
  prepared = undefined;
  removeTemporary();
});

async function prepare(surroundings: Surroundings): Promise<PreparedTerraform> {
  prepared = await prepareTerraform({ directory: temporary(), log: (line) => log.push(line), surroundings });
  return prepared;
}

/** A user who takes providers from one mirror and from nowhere else. */
function withOnlyMirror(mirror: string, variables: Record<string, string> = {}): Surroundings {
  const text = `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`;
  return machine({ TF_CLI_CONFIG_FILE: put(join(temporary(), 'my.tfrc'), text), ...variables });
}

describe('prepareTerraform', () => {
  test('takes both providers from a mirror', async () => {
    const mirror = temporary();
    putPackage(mirror, 'aws', '5.100.0', platform);
    putPackage(mirror, 'null', '3.2.4', platform);

    const { env, nullStandIn, awsFrom, terraform } = await prepare(machine({ TERRAFORM_PROVIDER_MIRROR: mirror }));

    expect({ nullStandIn, awsFrom, log }).toEqual({
      nullStandIn: false,
      awsFrom: `5.100.0 in the filesystem mirror ${mirror}`,
      log: [],
    });
    expect(terraform.platform).toBe(platform);
    expect(env).toMatchObject({
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
      CDKTF_SKIP_PROVIDER_LOCK: 'true',
      TF_IN_AUTOMATION: '1',
    });
    expect(env.TF_REATTACH_PROVIDERS).toBeUndefined();
    expect(readFileSync(env.TF_CLI_CONFIG_FILE ?? '', 'utf8')).toContain(mirror);
  });

  test('stands in for hashicorp/null where it cannot be had, and Terraform works with it', async () => {
    const mirror = temporary();
    putPackage(mirror, 'aws', '5.100.0', platform);
    const surroundings = withOnlyMirror(mirror);

    const { env, nullStandIn, awsFrom } = await prepare(surroundings);

    expect(nullStandIn).toBe(true);
    expect(awsFrom).toBe(`the configuration ${env.TF_CLI_CONFIG_FILE}`);
    expect(log).toEqual([
      expect.stringMatching(
        /^hashicorp\/null cannot be had here: using the sandbox's stand-in \(provider registry\.terraform\.io\/hashicorp\/null was not found .+\)$/,
      ),
    ]);
    const cwd = temporary();
    put(join(cwd, 'main.tf'), 'resource "null_resource" "one" {}\n');
    const options = { cwd, env: { ...surroundings.environment, ...env } };
    expect(await runTerraform(['init'], options)).toMatchObject({ code: 0 });
    expect(await runTerraform(['apply', '-auto-approve', '-no-color'], options)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Resources: 1 added'),
    });
  });

  test('keeps providers that are attached already', async () => {
    const mirror = temporary();
    putPackage(mirror, 'aws', '5.100.0', platform);
    const mine = {
      'example/mine': {
        Protocol: 'grpc',
        ProtocolVersion: 5,
        Pid: 1,
        Test: true,
        Addr: { Network: 'tcp', String: '127.0.0.1:1' },
      },
    };

    const { env } = await prepare(withOnlyMirror(mirror, { TF_REATTACH_PROVIDERS: JSON.stringify(mine) }));

    expect(JSON.parse(env.TF_REATTACH_PROVIDERS ?? '')).toMatchObject({
      ...mine,
      'hashicorp/null': { Pid: process.pid },
    });
  });

  test('hashicorp/aws that cannot be had is an error with the cures', async () => {
    const surroundings = withOnlyMirror(temporary());

    await expect(prepare(surroundings)).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringMatching(
        new RegExp(
          '^hashicorp/aws \\(>= 5.81, < 7\\) is not on this machine and cannot be had from the configuration .+my.tfrc, ' +
            'Terraform says: provider registry.terraform.io/hashicorp/aws was not found .+; connect to the network, or fill a directory .+ ' +
            'and set TERRAFORM_PROVIDER_MIRROR to its path$',
        ),
      ),
    });
    expect(log).toEqual([]);
  });

  test('a Terraform that is too old is an error before anything is written', async () => {
    const binary = fakeTerraform('echo "Terraform v1.4.6"; echo "on linux_amd64"');

    await expect(prepare(machine({ TERRAFORM_BINARY_NAME: binary }))).rejects.toMatchObject({
      code: 'terraform-too-old',
    });
  });
});
