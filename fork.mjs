// Runs the checks of this checkout on CDK Terrain, the fork of CDKTF, in a copy: `npm run fork`. The imports stay as they
// are: npm installs the fork under CDKTF's names. Arguments go to jest; without any, all unit tests run, one end to end, and
// the demo through the command line.
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FORK = { cdktf: 'npm:cdktn@0.24.0', constructs: '10.6.0' };

/** The fork's command line, where Node.js is new enough for it. */
const FORK_CLI = { name: 'cdktf-cli', specifier: 'npm:cdktn-cli@0.24.0', node: [22, 19] };

/** A whole life of a deployment on Terraform. */
const END_TO_END = '__tests__/e2e/lifecycle.test.ts';

const root = dirname(fileURLToPath(import.meta.url));
const copy = await mkdtemp(join(tmpdir(), 'fork-'));

function run(command, ...args) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { cwd: copy, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ended with exit code ${status}`);
}

function isNewEnough([major, minor]) {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

async function replacePackages() {
  const path = join(copy, 'package.json');
  const project = JSON.parse(await readFile(path, 'utf8'));
  const wanted = { ...FORK, ...(isNewEnough(FORK_CLI.node) && { [FORK_CLI.name]: FORK_CLI.specifier }) };
  Object.assign(project.devDependencies, wanted);
  delete project.peerDependencies;
  // The providers' packages ask for CDKTF itself.
  project.overrides = { ...project.overrides, ...FORK };
  await writeFile(path, JSON.stringify(project, null, 2));
}

try {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files) await cp(join(root, file), join(copy, file), { recursive: true });
  await replacePackages();
  await rm(join(copy, 'package-lock.json'));
  run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline');
  const { name, version } = JSON.parse(await readFile(join(copy, 'node_modules', 'cdktf', 'package.json'), 'utf8'));
  if (name !== 'cdktn') throw new Error(`cdktf must be the fork, got ${name} ${version}`);
  console.log(`on ${name} ${version}`);
  run('npx', 'tsc', '--noEmit');
  const tests = process.argv.slice(2);
  run('npx', 'jest', ...tests, '--selectProjects', 'unit');
  if (tests.length === 0) {
    run('npx', 'jest', END_TO_END, '--selectProjects', 'e2e');
    run('npm', 'run', '--silent', 'demo');
  }
  const what = tests.length === 0 ? 'All unit tests, one end to end and the demo pass' : 'These tests pass';
  console.log(`${what} on ${name} ${version}.`);
} catch (error) {
  // What ended has printed why.
  console.error(`fork: ${error.message}`);
  process.exitCode = 1;
} finally {
  await rm(copy, { recursive: true, force: true });
}
