import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { lockProviders } from '../../../commands/hcp/provider-lock';

let directory: string;
let said: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  await mkdir(join(directory, 'stack'));
  await mkdir(join(directory, 'previous'));
  said = '';
});

afterEach(() => rm(directory, { recursive: true }));

/** Locks with a stand-in for Terraform that answers `version` and runs a line of shell for everything else. */
async function lock(line: string, product = 'Terraform', platform = 'darwin_arm64'): Promise<boolean> {
  const terraform = join(directory, 'terraform');
  await writeFile(
    terraform,
    `#!/bin/sh\nif [ "$1" = version ]; then printf '${product} v1.11.4\\non ${platform}\\n'; else ${line}; fi\n`,
  );
  await chmod(terraform, 0o755);
  return lockProviders(
    {
      directory: join(directory, 'stack'),
      previous: join(directory, 'previous'),
      env: { ...process.env, TERRAFORM_BINARY_NAME: terraform },
    },
    {
      print: () => {},
      progress: (text) => {
        said += `${text}\n`;
      },
      colors: createColors(false),
    },
  );
}

const lockFile = () => readFile(join(directory, 'stack', '.terraform.lock.hcl'), 'utf8').catch(() => undefined);

describe('lockProviders', () => {
  it("locks for HCP Terraform's runners and for this machine", async () => {
    expect(await lock('echo "$@" > .terraform.lock.hcl')).toBe(true);

    expect(await lockFile()).toBe('providers lock -no-color -platform=linux_amd64 -platform=darwin_arm64\n');
    expect(said).toContain('for linux_amd64 and darwin_arm64');
  });

  it('names a platform once', async () => {
    await lock('echo "$@" > .terraform.lock.hcl', 'Terraform', 'linux_amd64');

    expect(await lockFile()).toBe('providers lock -no-color -platform=linux_amd64\n');
  });

  it('starts from the versions that were deployed before', async () => {
    await writeFile(join(directory, 'previous', '.terraform.lock.hcl'), 'before\n');

    await lock('echo after >> .terraform.lock.hcl');

    expect(await lockFile()).toBe('before\nafter\n');
  });

  it('goes on without a lock file, and says why, when the registry cannot be reached', async () => {
    await writeFile(join(directory, 'previous', '.terraform.lock.hcl'), 'before\n');

    expect(await lock("echo 'Error: Could not retrieve providers'; exit 1")).toBe(false);

    expect(await lockFile()).toBeUndefined();
    expect(said).toContain(
      "No lock file, because the providers' registry cannot be used from here: Could not retrieve providers",
    );
  });

  it('takes no lock file from OpenTofu, which has a registry of its own', async () => {
    expect(await lock('touch .terraform.lock.hcl', 'OpenTofu')).toBe(false);

    expect(await lockFile()).toBeUndefined();
    expect(said).toMatch(/HCP Terraform needs one that Terraform wrote, and .*terraform is OpenTofu/);
  });
});
