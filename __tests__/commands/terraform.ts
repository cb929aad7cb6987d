import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportCredentials } from './support';

/** Answers with what the test prepared, so that no real Terraform is needed. */
const TERRAFORM = `#!/bin/sh
echo "$@" >> calls
case $1 in
  init) [ -e refuse-init ] && { cat refuse-init >&2; exit 1; }; mkdir -p .terraform; rm -f needs-init; exit 0 ;;
  show) [ -e needs-init ] && { echo 'Error: Backend initialization required, run "terraform init"' >&2; exit 1; }
    [ -e broken ] && { cat broken >&2; exit 1; }
    if [ "$4" = plan ]; then cat plan.json; else cat state.json; fi ;;
  plan) [ -e refuse-plan ] && { cat refuse-plan >&2; exit 1; }; touch plan; echo planned ;;
  untaint) [ -e refuse-untaint ] && { cat refuse-untaint >&2; exit 1; }; exit 0 ;;
  state) [ -e pulled.json ] && cat pulled.json; exit 0 ;;
  apply) [ -e refuse-apply ] && { cat refuse-apply >&2; exit 1; }; echo applied ;;
esac
`;

/** A working directory with a deployment file and a Terraform that only plays its part. */
export interface FakeTerraform {
  directory: string;
  /** Directory of the stack `prod`. */
  stack: string;
  /** Writes a file into the stack's directory, such as `state.json`. */
  write(name: string, text: string): void;
  /** The arguments of every call in the stack's directory. */
  calls(): string[];
  close(): void;
}

/** Sets this process's environment so that commands work in the directory, until `close`. */
export function fakeTerraform(deployment: string): FakeTerraform {
  const directory = mkdtempSync(join(tmpdir(), 'terraform-'));
  const stack = join(directory, 'stacks', 'prod');
  const binary = join(directory, 'terraform');
  const file = join(directory, 'deployment.yaml');
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, 'cdk.tf.json'), '{"terraform":{}}');
  writeFileSync(binary, TERRAFORM);
  chmodSync(binary, 0o755);
  writeFileSync(file, deployment);
  const restore = exportCredentials({ CDKTF_OUTDIR: directory, TERRAFORM_BINARY_NAME: binary, DEPLOYMENT_FILE: file });
  return {
    directory,
    stack,
    write: (name, text) => writeFileSync(join(stack, name), text),
    calls: () =>
      existsSync(join(stack, 'calls')) ? readFileSync(join(stack, 'calls'), 'utf8').trim().split('\n') : [],
    close() {
      restore();
      rmSync(directory, { recursive: true });
    },
  };
}
