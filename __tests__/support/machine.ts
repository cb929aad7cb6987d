import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

/** The environment of a user with an empty home, no mirrors, and none of the variables that steer Terraform. */
export function machine(variables: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const cleared = Object.keys(process.env).filter((name) => /^(TF_|TERRAFORM_|CDKTF_|XDG_)/.test(name));
  return {
    ...process.env,
    ...Object.fromEntries(cleared.map((name) => [name, undefined])),
    HOME: temporary(),
    CHECKPOINT_DISABLE: '1',
    ...variables,
  };
}
