import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { type RunResult, runCommand } from '../../terraform/run';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(600_000);

const ROOT = resolve(__dirname, '..', '..');
const NAME = 'dynatrace-aws-workflows';

let folder: string;
let project: string;
let workspace: Workspace;

/** Packs the package and installs it into an empty project, with its dependencies, as a user would. */
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'package-')));
  project = join(folder, 'project');
  workspace = await createWorkspace();
  await npm(ROOT, 'run', 'build');
  await npm(ROOT, 'pack', '--pack-destination', folder);
  await mkdir(project);
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  const answers = ['--environment', 'abc12345.apps.dynatrace.com', '--account', '123456789012'];
  answers.push('--package', `file:../${tarball}`);
  succeed(await runCommand(process.execPath, [join(ROOT, 'lib', 'bin.cjs'), 'init', ...answers], { cwd: project }));
  await npm(project, 'install', '--ignore-scripts', '--prefer-offline');
});

afterAll(async () => {
  await workspace.close();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFile(join(project, name), text);

async function npm(cwd: string, ...args: string[]): Promise<void> {
  succeed(await runCommand('npm', [...args, '--no-audit', '--no-fund'], { cwd }));
}

/** Runs the command of the package in the project, which is all that it can go by. */
function run(...args: string[]): Promise<RunResult> {
  const env = { ...workspace.env, CDKTF_OUTDIR: undefined, DEPLOYMENT_FILE: undefined };
  return runCommand(join(project, 'node_modules', '.bin', NAME), args, { cwd: project, env });
}

/** Names of the connections in Dynatrace. */
function connections(): unknown[] {
  const { objects } = workspace.sandbox.dynatrace.tenant;
  return objects.filter(({ schemaId }) => schemaId === CONNECTION_SCHEMAS.enhanced).map(({ value }) => value.name);
}

test('it says what it is, and brings no source of its own', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };

  expect(await run('--version')).toMatchObject({ code: 0, stdout: `${NAME} ${version}\n` });
  const files = await readdir(join(project, 'node_modules', NAME));
  expect(files.filter((name) => name !== 'node_modules').sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'deployment',
    'docs',
    'examples',
    'lib',
    'package.json',
  ]);
});

test('it deploys, changes and destroys with nothing but a deployment file beside it', async () => {
  const before = await workspace.sandbox.snapshot();
  const deployment = (name: string) =>
    workspace.deployment({ schema: 'enhanced', connections: { ops: { account: 'main', name } } });

  await write('deployment.yaml', stringify(deployment('first')));
  succeed(await run('deploy', 'sandbox', '--auto-approve'));
  expect(connections()).toEqual(['first']);
  expect(await readdir(project)).toContain('terraform.sandbox.tfstate');

  await write('deployment.yaml', stringify(deployment('second')));
  succeed(await run('deploy', 'sandbox', '--auto-approve'));
  expect(connections()).toEqual(['second']);

  succeed(await run('destroy', 'sandbox', '--auto-approve'));
  expect(await workspace.sandbox.snapshot()).toEqual(before);
});
