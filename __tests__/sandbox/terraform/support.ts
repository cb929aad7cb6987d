import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Surroundings } from '../../../sandbox/terraform/places';

const made: string[] = [];

/** A directory that `removeTemporary` takes away. */
export function temporary(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-test-')));
  made.push(directory);
  return directory;
}

export function removeTemporary(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}

/** Writes a file and the directories above it. */
export function put(path: string, content = ''): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A shell script in the place of Terraform. */
export function fakeTerraform(script: string): string {
  const path = put(join(temporary(), 'terraform'), `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Puts a package that Terraform installs (and cannot start) into a mirror. */
export function putPackage(mirror: string, type: string, version: string, platform: string): string {
  const directory = join(mirror, 'registry.terraform.io', 'hashicorp', type, version, platform);
  const path = put(join(directory, `terraform-provider-${type}_v${version}_x5`), '#!/bin/sh\nexit 1\n');
  chmodSync(path, 0o755);
  return path;
}

/** A user's machine with an empty home, no mirrors, and none of the variables that steer Terraform. */
export function machine(environment: Record<string, string> = {}): Surroundings {
  const home = temporary();
  const cleared = Object.keys(process.env).filter((name) => /^(TF_|TERRAFORM_|CDKTF_|XDG_)/.test(name));
  return {
    environment: {
      ...process.env,
      ...Object.fromEntries(cleared.map((name) => [name, undefined])),
      HOME: home,
      XDG_DATA_DIRS: join(home, 'shared'),
      CHECKPOINT_DISABLE: '1',
      ...environment,
    },
    platform: 'linux',
    home,
    workingDirectory: join(home, 'project'),
    softwareDirectories: [],
  };
}
