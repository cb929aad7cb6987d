import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall } from '../../../commands/stage/probe';
import { findTerraform } from '../../../terraform/binary';
import { fakeTerraform, machine, put, putPackage, removeTemporary, temporary } from '../../support/machine';

jest.setTimeout(30_000);

let platform: string;
beforeAll(async () => {
  platform = (await findTerraform()).platform;
});
afterEach(removeTemporary);

/** A configuration that knows one mirror and no registry, so that nothing depends on a network. */
function onlyMirror(mirror: string, variables: Record<string, string> = {}) {
  const file = put(
    join(temporary(), 'only.tfrc'),
    `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
  );
  return { directory: temporary(), env: machine({ TF_CLI_CONFIG_FILE: file, ...variables }) };
}

describe('canInstall', () => {
  test('installs what a mirror holds, leaves nothing behind, and keeps away from the data of the user', async () => {
    const [mirror, data] = [temporary(), temporary()];
    putPackage(mirror, 'null', '3.2.4', platform);
    const options = onlyMirror(mirror, { TF_DATA_DIR: data, TF_WORKSPACE: 'prod' });

    expect(await canInstall('hashicorp/null', '>= 3.2, < 4', options)).toEqual({ available: true, reason: '' });
    expect([...readdirSync(options.directory), ...readdirSync(data)]).toEqual([]);
  });

  test('says what Terraform says when there is none', async () => {
    const probe = await canInstall('hashicorp/null', '>= 3.2', onlyMirror(temporary()));

    expect(probe).toEqual({
      available: false,
      reason: expect.stringMatching(/^provider registry\.terraform\.io\/hashicorp\/null was not found/),
    });
  });

  test('gives up after the deadline', async () => {
    const binary = fakeTerraform('exec sleep 20');
    const options = { directory: temporary(), env: { TERRAFORM_BINARY_NAME: binary }, timeoutMs: 200 };

    expect(await canInstall('hashicorp/null', '>= 3.2', options)).toEqual({
      available: false,
      reason: 'no answer after 0.2 s',
    });
  });
});
