import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Sandbox } from '../../sandbox/index';
import { runCdktf, stackDirectory } from '../../terraform/cdktf';
import { PACKAGE, packagedApp } from '../../terraform/project';
import { runTerraform } from '../../terraform/run';
import { CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';

const EXAMPLE = join(PACKAGE, 'examples', 'sandbox.yaml');
const TENANT = 'sandbox';

/** The stage is a project of its own, so that it can be set up anywhere. */
const PROJECT_FILE = JSON.stringify({
  language: 'typescript',
  app: packagedApp(),
  projectId: 'dynatrace-aws-workflows-stage',
  sendCrashReports: 'false',
});

/** The user's part: the deployment file, and the commands that they would type. */
export interface Stage {
  /** Writes the example with the ports of this sandbox, without the connections named. */
  writeFile(without?: string[]): Promise<void>;
  /** Runs cdktf on the sandbox's stack. @throws CommandError when it fails */
  cdktf(command: string, ...options: string[]): Promise<void>;
  /** How many resources the plan that `cdktf diff` left would change. */
  plannedChanges(): Promise<number>;
}

export interface StageOptions {
  directory: string;
  sandbox: Sandbox;
  env: Record<string, string>;
  output: Output;
  /** Shows cdktf's own output as it comes, and not only that of a command that failed. */
  verbose: boolean;
}

export function createStage({ directory, sandbox, env: terraform, output, verbose }: StageOptions): Stage {
  const file = join(directory, 'deployment.yaml');
  const out = join(directory, 'cdktf.out');
  const env = { ...terraform, ...sandbox.credentials, DEPLOYMENT_FILE: file };
  return {
    async writeFile(without = []) {
      const text = await readFile(EXAMPLE, 'utf8');
      const document = parseDocument(
        text
          .replaceAll('http://127.0.0.1:4610', sandbox.dynatrace.url)
          .replaceAll('http://127.0.0.1:4620', sandbox.aws.url),
      );
      for (const key of without) document.deleteIn(['tenants', TENANT, 'connections', key]);
      await writeFile(file, document.toString());
    },
    async cdktf(command, ...extra) {
      const line = [command, TENANT, ...extra];
      output.progress(output.colors.bold(`\n$ npx cdktf ${line.join(' ')}`));
      const onOutput = verbose ? (text: string) => void process.stderr.write(text) : undefined;
      await writeFile(join(directory, 'cdktf.json'), PROJECT_FILE);
      const options = { cwd: directory, env, onOutput };
      const { code, stdout, stderr } = await runCdktf([...line, '--output', out], options);
      if (code === 0) return;
      throw new CommandError(`cdktf ${command} failed with exit code ${code}${verbose ? '' : `:\n${stdout}${stderr}`}`);
    },
    async plannedChanges() {
      const { stdout } = await runTerraform(['show', '-json', 'plan'], { cwd: stackDirectory(TENANT, out), env });
      const plan = JSON.parse(stdout) as { resource_changes?: { change: { actions: string[] } }[] };
      return (plan.resource_changes ?? []).filter(({ change }) => change.actions[0] !== 'no-op').length;
    },
  };
}
