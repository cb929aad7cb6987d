import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve as absolute, dirname, join } from 'node:path';
import { deploymentFile, outputOf, PACKAGE, projectDirectory, readProject } from './project';
import { type RunResult, runCommand } from './run';

const { resolve } = createRequire(__filename);

/**
 * The project's cdktf goes before the one that this package was installed with. The package says where its command is:
 * that of the fork, under the same name, has its own.
 */
function commandLine(cwd: string): string {
  const description = resolve('cdktf-cli/package.json', { paths: [cwd, PACKAGE] });
  const { bin } = JSON.parse(readFileSync(description, 'utf8')) as { bin: Record<string, string> };
  return join(dirname(description), ...Object.values(bin).slice(0, 1));
}

export interface CdktfOptions {
  /** Folder of cdktf.json. @default that of the project */
  cwd?: string;
  env?: Record<string, string | undefined>;
  onOutput?: (text: string) => void;
}

/**
 * Runs the project's cdktf without its questions, version check and colours.
 *
 * @param args command, stack and options, for example `['deploy', 'prod', '--auto-approve']`
 */
export function runCdktf(
  args: string[],
  { cwd = projectDirectory(), env, onOutput }: CdktfOptions = {},
): Promise<RunResult> {
  return runCommand(process.execPath, [commandLine(cwd), ...args], {
    cwd,
    env: { CI: '1', CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1', FORCE_COLOR: '0', ...env },
    onOutput,
  });
}

export interface AppOptions {
  /** Absolute path of the deployment file. */
  file: string;
  /** Where to write to. */
  output: string;
  onOutput?: (text: string) => void;
}

/** Runs the `app` of cdktf.json, as `cdktf synth` does, without the seconds that cdktf takes itself. */
export function runApp({ file, output, onOutput }: AppOptions): Promise<RunResult> {
  const { directory, app, context } = readProject();
  return runCommand(app, [], {
    cwd: directory,
    env: {
      DEPLOYMENT_FILE: file,
      CDKTF_OUTDIR: output,
      CDKTF_CONTEXT_JSON: JSON.stringify({ ...context, ...JSON.parse(process.env.CDKTF_CONTEXT_JSON ?? '{}') }),
    },
    shell: true,
    onOutput,
  });
}

/**
 * Where synthesis of the deployment file writes to, as an absolute path: CDKTF_OUTDIR, or `output` of cdktf.json, with
 * the name of the file behind it when it is not the project's own.
 */
export function outputDirectory(): string {
  return process.env.CDKTF_OUTDIR ? absolute(process.env.CDKTF_OUTDIR) : outputOf(deploymentFile());
}

/** Where cdktf leaves a stack: its configuration, its plan, its scripts. */
export function stackDirectory(stack: string, output = outputDirectory()): string {
  return join(output, 'stacks', stack);
}
