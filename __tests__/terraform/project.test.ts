import { join, relative } from 'node:path';
import { outputDirectory, runApp, runCdktf } from '../../terraform/cdktf';
import { PACKAGE, packagedApp, projectDirectory, readProject } from '../../terraform/project';
import { exportCredentials } from '../commands/support';
import { put, removeTemporary, temporary } from '../support/machine';

const ROOT = join(__dirname, '..', '..');
const home = process.cwd();
let restore: () => void;

beforeEach(() => {
  restore = exportCredentials({ CDKTF_OUTDIR: undefined, CDKTF_CONTEXT_JSON: undefined });
});
afterEach(() => {
  process.chdir(home);
  restore();
  removeTemporary();
});

/** A project with this cdktf.json, which becomes the working directory. */
function project(settings: object | string): string {
  const directory = temporary();
  put(join(directory, 'cdktf.json'), typeof settings === 'string' ? settings : JSON.stringify(settings));
  process.chdir(directory);
  return directory;
}

describe('the project', () => {
  it('is the nearest folder with a cdktf.json, from the working directory upward', () => {
    const directory = project({ app: 'true' });
    const below = join(directory, 'a', 'b');
    put(join(below, 'file'));

    expect(projectDirectory(below)).toBe(directory);
    expect(readProject(below)).toEqual({ directory, app: 'true', output: join(directory, 'cdktf.out'), context: {} });
  });

  it('says where it keeps its output, unless the environment does', () => {
    const directory = project({ app: 'true', output: 'out' });
    expect(outputDirectory()).toBe(join(directory, 'out'));

    process.env.CDKTF_OUTDIR = '/elsewhere';
    expect(outputDirectory()).toBe('/elsewhere');
  });

  it('keeps the outputs of its deployment files apart', () => {
    const directory = project({ app: 'true', context: { deploymentFile: 'main.yaml' } });
    const outputFor = (file: string) => {
      const restoreFile = exportCredentials({ DEPLOYMENT_FILE: file });
      const output = relative(directory, outputDirectory());
      restoreFile();
      return output;
    };

    const names = ['main.yaml', 'dev.yaml', 'dev.yml', 'deployment.dev.yaml', 'envs/dev.yaml', 'envs-dev.yaml', '../a'];
    const outputs = names.map(outputFor);
    expect(outputs.slice(0, 4)).toEqual([
      'cdktf.out',
      'cdktf.out.dev',
      'cdktf.out.dev.yml',
      'cdktf.out.deployment.dev',
    ]);
    expect(outputs[4]).toMatch(/^cdktf\.out\.envs-dev-[0-9a-f]{6}$/);
    expect(new Set(outputs).size).toBe(names.length);
    expect(outputFor(join(directory, 'main.yaml'))).toBe('cdktf.out');
  });

  it('is missed where there is no cdktf.json', () => {
    const directory = temporary();

    expect(() => readProject(directory)).toThrow(`no cdktf.json in ${directory} or above`);
  });

  it.each([
    [{}, '`app` must be the command that synthesizes, got undefined'],
    [{ app: ' ' }, '`app` must be the command that synthesizes, got " "'],
    ['{', 'cdktf.json cannot be read'],
  ])('must name a command to synthesize with, not %j', (settings, message) => {
    project(settings);

    expect(() => readProject()).toThrow(message);
  });

  it('is this package in a checkout, which runs from source', () => {
    expect(PACKAGE).toBe(ROOT);
    expect(packagedApp()).toBe(`node "${join(ROOT, 'run.mjs')}" main.ts`);
  });
});

describe('the app', () => {
  it('runs in the project, with the file, the output and the context that cdktf would give it', async () => {
    const print = 'console.log([process.cwd(), process.env.DEPLOYMENT_FILE, process.env.CDKTF_OUTDIR].join())';
    const context = 'console.log(process.env.CDKTF_CONTEXT_JSON)';
    const directory = project({ app: 'node one.js && node two.js', context: { a: 1, b: 2 } });
    put(join(directory, 'one.js'), print);
    put(join(directory, 'two.js'), context);
    process.env.CDKTF_CONTEXT_JSON = '{"b":3}';

    expect(await runApp({ file: '/file.yaml', output: '/out' })).toMatchObject({
      code: 0,
      stdout: `${directory},/file.yaml,/out\n{"a":1,"b":3}\n`,
    });
  });
});

describe('cdktf', () => {
  it('is that of the project', async () => {
    const directory = project({ app: 'true' });
    put(join(directory, 'node_modules/cdktf-cli/package.json'), '{"bin":{"cdktn":"bin/cdktn"}}');
    put(join(directory, 'node_modules/cdktf-cli/bin/cdktn'), 'console.log(process.argv.slice(2).join())');

    expect(await runCdktf(['synth', '--quiet'])).toMatchObject({ code: 0, stdout: 'synth,--quiet\n' });
  });

  it("is this package's own where the project has none", async () => {
    project({ app: 'true' });

    expect((await runCdktf(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
});
