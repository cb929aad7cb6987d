import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { runCommand } from '../../terraform/run';
import { deploymentWith } from '../support/deployment';

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '..', '..');
const SOURCES = [
  'main.ts',
  'index.ts',
  'run.mjs',
  'package.json',
  'tsconfig.json',
  'cdktf.json',
  'stacks',
  'deployment',
  'scripts',
  'model',
];

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zwei Ordner-'));
});

afterAll(() => rm(directory, { recursive: true }));

interface Place {
  /** The project's directory. @default this one */
  project?: string;
  /** @default the project's directory */
  cwd?: string;
}

/** Synthesizes a file and reads everything that was written, by path. */
async function synthesize(
  backend: object,
  { project = ROOT, cwd = project }: Place = {},
): Promise<Map<string, string>> {
  const file = join(directory, 'deployment.yaml');
  const output = await mkdtemp(join(directory, 'out-'));
  await writeFile(file, stringify(deploymentWith({ ...PARTS, root: { backend, runner: 'posix' } })));
  const { code, stderr } = await runCommand(process.execPath, [join(project, 'run.mjs'), 'main.ts'], {
    cwd,
    env: { DEPLOYMENT_FILE: file, CDKTF_OUTDIR: output, PATH: '/nowhere', TERRAFORM_BINARY_NAME: undefined },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return contentOf(output);
}

async function contentOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'latin1')] as const),
    ),
  );
}

/** An import and a warning, for which cdktf by itself asks Terraform and writes down places of the code. */
const PARTS = {
  account: { oidcProvider: 'import' },
  tenant: { allowedHosts: ['example.com'] },
  connections: {
    ops: { account: 'main' },
    auto: { account: 'main', schema: 'enhanced' },
  },
};

describe('the synthesized output', () => {
  it.each([
    { type: 'local', directory: 'state' },
    { type: 'hcp', organization: 'acme', project: 'Observability' },
    { type: 's3', bucket: 'acme-state', region: 'eu-central-1' },
    { type: 'none' },
  ])('holds no path of this machine, and needs no Terraform ($type)', async (backend) => {
    for (const [path, content] of await synthesize(backend)) {
      for (const place of [ROOT, directory]) expect([path, content.includes(place)]).toEqual([path, false]);
    }
  });

  it('is the same byte for byte in another directory, and from another one', async () => {
    const copy = join(directory, 'Köpie');
    for (const name of SOURCES) await cp(join(ROOT, name), join(copy, name), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');

    const here = await synthesize({ type: 'none' });

    expect([...here.keys()]).toEqual(expect.arrayContaining(['manifest.json', join('stacks', 'prod', 'cdk.tf.json')]));
    expect(await synthesize({ type: 'none' }, { project: copy })).toEqual(here);
    expect(await synthesize({ type: 'none' }, { cwd: directory })).toEqual(here);
  });

  it('runs its scripts by paths inside of itself', async () => {
    const content = (await synthesize({ type: 'none' })).get(join('stacks', 'prod', 'cdk.tf.json')) as string;
    const commands = [...content.matchAll(/"command": "([^"]*)"/g)].map(([, command]) => command);

    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) {
      expect(command).toMatch(
        /^sh \$\{path\.module\}\/assets\/\w+\/[0-9a-f]{32}\/launch\.sh [a-z-]+ (look|create|delete)$/,
      );
    }
  });
});
