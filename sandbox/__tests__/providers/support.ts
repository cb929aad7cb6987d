import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

/** A directory that `removeTemporary` takes away. */
export function temporary(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'provider-test-')));
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

/** The environment of a user with an empty home and none of the variables that steer Terraform. */
export function machine(): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(TF_|TERRAFORM_|CDKTF_|XDG_)/.test(name));
  return { ...Object.fromEntries(inherited), HOME: temporary(), CHECKPOINT_DISABLE: '1' };
}

/** Runs Terraform and resolves with its exit code, whatever that is. @throws Error when it cannot be started */
export function runTerraform(
  args: string[],
  { cwd, env }: { cwd: string; env: Record<string, string | undefined> },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const binary = process.env.TERRAFORM_BINARY_NAME || 'terraform';
  return new Promise((resolve, reject) => {
    execFile(binary, args, { cwd, env }, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') reject(error);
      else resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}
