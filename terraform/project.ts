import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The folder of this package: a checkout, or where it is installed. */
export const PACKAGE = findUpward(__dirname, 'package.json') ?? __dirname;

/** Folder of the bundled scripts: in a checkout where they are bundled to, elsewhere beside the compiled code. */
export const SCRIPTS_FOLDER = join(PACKAGE, isCheckout() ? 'dist' : 'lib', 'scripts');

/** The project that somebody works in, which may be another one than this package. */
export interface Project {
  /** Folder of cdktf.json. */
  directory: string;
  /** Command line that synthesizes. */
  app: string;
  /** Where cdktf writes to, as an absolute path. @default cdktf.out in the project */
  output: string;
  /** What synthesis may ask for, such as `deploymentFile`. */
  context: Record<string, unknown>;
}

/** There is no project to work in, or it cannot be used. The message has the cure. */
class ProjectError extends Error {
  override name = 'ProjectError';
}

/**
 * Folder of the nearest cdktf.json, from the working directory upward.
 *
 * @throws ProjectError when there is none
 */
export function projectDirectory(from = process.cwd()): string {
  const directory = findUpward(from, 'cdktf.json');
  if (directory !== undefined) return directory;
  throw new ProjectError(`no cdktf.json in ${from} or above; change into a project of cdktf's`);
}

/**
 * Reads cdktf.json of the project that the working directory belongs to.
 *
 * @throws ProjectError when there is none, or when it names no command to synthesize with
 */
export function readProject(from = process.cwd()): Project {
  const directory = projectDirectory(from);
  const file = join(directory, 'cdktf.json');
  const { app, output = 'cdktf.out', context = {} } = parse(file);
  if (typeof app !== 'string' || app.trim() === '') {
    throw new ProjectError(`\`app\` must be the command that synthesizes, got ${JSON.stringify(app)} (${file})`);
  }
  return { directory, app, output: resolve(directory, output), context };
}

/** The deployment file that synthesis reads: DEPLOYMENT_FILE, or what cdktf.json names, or `deployment.yaml` beside it. */
export function deploymentFile(): string {
  return process.env.DEPLOYMENT_FILE ? resolve(process.env.DEPLOYMENT_FILE) : defaultFile(readProject());
}

/**
 * Where cdktf writes to for the deployment file, as an absolute path. A file other than the project's own has an output
 * of its own beside the usual one, so that relative paths of local states are the same.
 */
export function outputOf(file: string): string {
  const project = readProject();
  const { directory, output } = project;
  if (file === defaultFile(project)) return output;
  const path = relative(directory, file).split(sep).join('/');
  const name = path.replace(/\.yaml$/, '');
  const plain = name.replace(/[^\w.-]+/g, '-');
  // Two paths must not get the same name.
  const rest = plain === name ? '' : `-${createHash('sha256').update(path).digest('hex').slice(0, 6)}`;
  return `${output}.${plain}${rest}`;
}

function defaultFile({ directory, context }: Project): string {
  return resolve(directory, String(context.deploymentFile ?? 'deployment.yaml'));
}

/** The command that synthesizes a deployment file without a project: from source in a checkout, compiled elsewhere. */
export function packagedApp(): string {
  return isCheckout() ? `node "${join(PACKAGE, 'run.mjs')}" main.ts` : `node "${join(PACKAGE, 'lib', 'main.cjs')}"`;
}

function isCheckout(): boolean {
  return existsSync(join(PACKAGE, 'run.mjs'));
}

function parse(file: string): Partial<Project> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Project>;
  } catch (error) {
    throw new ProjectError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function findUpward(directory: string, file: string): string | undefined {
  if (existsSync(join(directory, file))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : findUpward(parent, file);
}
