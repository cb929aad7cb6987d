import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mirrorEnvironment } from '../../terraform/mirror';
import { put, putPackage, removeTemporary, temporary } from '../support/machine';

afterEach(removeTemporary);

const registryHost = 'registry.terraform.io';

function mirrorOf(...types: string[]): string {
  const mirror = temporary();
  for (const type of types) putPackage(mirror, type, '5.100.0', 'linux_amd64');
  return mirror;
}

function settle(environment: NodeJS.ProcessEnv, shared: string[] = []) {
  const env = mirrorEnvironment({ environment, directory: temporary(), registryHost, shared });
  const file = env.TF_CLI_CONFIG_FILE;
  return { env, text: file && existsSync(file) ? readFileSync(file, 'utf8') : undefined };
}

describe('mirrorEnvironment', () => {
  test('takes providers from TERRAFORM_PROVIDER_MIRROR and everything else from the registry', () => {
    const [first, second] = [mirrorOf('aws'), mirrorOf('null')];

    const { text } = settle({ TERRAFORM_PROVIDER_MIRROR: [first, second].join(delimiter) });

    expect(text).toContain(`path = "${first}"`);
    expect(text).toContain(`path = "${second}"`);
    expect(text).toContain(`exclude = ["${registryHost}/hashicorp/aws","${registryHost}/hashicorp/null"]`);
  });

  test('refuses a TERRAFORM_PROVIDER_MIRROR without hashicorp/aws', () => {
    const mirror = mirrorOf('null');

    expect(() => settle({ TERRAFORM_PROVIDER_MIRROR: mirror })).toThrow(
      `TERRAFORM_PROVIDER_MIRROR must name a filesystem mirror with registry.terraform.io/hashicorp/aws, got ${mirror}`,
    );
  });

  test("leaves the user's own configuration in force", () => {
    const shared = temporary();
    putPackage(join(shared, 'mirror'), 'aws', '5.100.0', 'linux_amd64');
    const file = put(join(temporary(), 'mine.tfrc'));

    expect(settle({ TF_CLI_CONFIG_FILE: file }, [shared]).env).toEqual({});
  });

  test('finds a mirror in a folder of shared software when nothing is configured', () => {
    const shared = temporary();
    mkdirSync(join(shared, 'other'));
    putPackage(join(shared, 'mirror'), 'aws', '5.100.0', 'linux_amd64');

    const { text } = settle({ TF_CLI_CONFIG_FILE: join(shared, 'missing.tfrc') }, [join(shared, 'absent'), shared]);

    expect(text).toContain(`path = "${join(shared, 'mirror')}"`);
  });

  test('replaces a configuration that is named and missing, even without a mirror', () => {
    const { text } = settle({ TF_CLI_CONFIG_FILE: join(temporary(), 'missing.tfrc') });

    expect(text).toContain('direct {');
  });
});
