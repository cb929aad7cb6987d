import { join } from 'node:path';
import { type PreparedTerraform, prepareTerraform } from '../../../commands/stage/providers';
import { findTerraform } from '../../../terraform/binary';
import { runTerraform } from '../../../terraform/run';
import { fakeTerraform, machine, put, putPackage, removeTemporary, temporary } from '../../support/machine';

jest.setTimeout(30_000);

let prepared: PreparedTerraform | undefined;
let log: string[];

beforeEach(() => {
  log = [];
});

afterEach(async () => {
  await prepared?.close();
  prepared = undefined;
  removeTemporary();
});

async function prepare(variables: NodeJS.ProcessEnv): Promise<PreparedTerraform> {
  const environment = machine(variables);
  prepared = await prepareTerraform({ directory: temporary(), log: (line) => log.push(line), environment });
  return prepared;
}

async function mirrorOf(...types: [string, string][]): Promise<string> {
  const { platform } = await findTerraform();
  const mirror = temporary();
  for (const [type, version] of types) putPackage(mirror, type, version, platform);
  return mirror;
}

describe('prepareTerraform', () => {
  test('uses hashicorp/null where a mirror has it', async () => {
    const mirror = await mirrorOf(['aws', '5.100.0'], ['null', '3.2.4']);

    const { env, standIn } = await prepare({ TERRAFORM_PROVIDER_MIRROR: mirror });

    expect({ standIn, log }).toEqual({ standIn: false, log: [] });
    expect(env).toMatchObject({
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
      CDKTF_SKIP_PROVIDER_LOCK: 'true',
    });
    expect(env.TF_REATTACH_PROVIDERS).toBeUndefined();
  });

  test('stands in for hashicorp/null where it cannot be had, and Terraform works with it', async () => {
    const mirror = await mirrorOf(['aws', '5.100.0']);
    const file = put(
      join(temporary(), 'my.tfrc'),
      `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
    );

    const { env, standIn } = await prepare({ TF_CLI_CONFIG_FILE: file });

    expect(standIn).toBe(true);
    expect(log).toEqual([
      expect.stringMatching(/^hashicorp\/null cannot be installed here: using the sandbox's stand-in/),
    ]);
    const cwd = temporary();
    put(join(cwd, 'main.tf'), 'resource "null_resource" "one" {}\n');
    const options = { cwd, env: { ...machine({ TF_CLI_CONFIG_FILE: file }), ...env } };
    expect(await runTerraform(['init', '-input=false'], options)).toMatchObject({ code: 0 });
    expect(await runTerraform(['apply', '-auto-approve'], options)).toMatchObject({ code: 0 });
  });

  test('keeps the providers that the environment attaches already', async () => {
    const mirror = await mirrorOf(['aws', '5.100.0']);
    const other = {
      'example.com/some/other': {
        Protocol: 'grpc',
        ProtocolVersion: 5,
        Pid: 1,
        Test: true,
        Addr: { Network: 'tcp', String: '127.0.0.1:1' },
      },
    };

    const { env } = await prepare({
      TERRAFORM_PROVIDER_MIRROR: mirror,
      TF_REATTACH_PROVIDERS: JSON.stringify(other),
    });

    const attached = JSON.parse(env.TF_REATTACH_PROVIDERS ?? '{}');
    expect(attached).toMatchObject(other);
    expect(Object.keys(attached)).toEqual(expect.arrayContaining([expect.stringMatching(/null$/)]));
  });

  test('says when Terraform is too old', async () => {
    const old = fakeTerraform('echo "Terraform v1.4.0"; echo "on linux_amd64"');

    await expect(prepare({ TERRAFORM_BINARY_NAME: old })).rejects.toThrow(/Terraform must be .* or newer, got 1\.4\.0/);
  });
});
