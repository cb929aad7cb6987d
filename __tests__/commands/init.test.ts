import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { parse } from 'yaml';
import { runCommand } from '../../commands/cli/run';
import { command } from '../../commands/init';
import { answersFrom } from '../../commands/init/answers';
import { loadDeployment } from '../../deployment/load';
import { put, removeTemporary, temporary } from '../support/machine';
import { recordingOutput } from './support';

const ROOT = resolve(__dirname, '..', '..');
const FLAGS = ['--environment', 'abc12345.apps.dynatrace.com', '--account', '123456789012'];
const home = process.cwd();

let folder: string;
let output: ReturnType<typeof recordingOutput>;

beforeEach(() => {
  folder = temporary();
  process.chdir(folder);
  output = recordingOutput();
  process.stdin.isTTY = false;
});
afterEach(() => {
  process.chdir(home);
  removeTemporary();
});

const init = (...args: string[]) => runCommand(command, args, output);
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

describe('init', () => {
  it('writes a project with a deployment file that loads, and whose scripts are commands', async () => {
    expect(await init(...FLAGS)).toBe(0);

    const [schema] = read('deployment.yaml').split('\n');
    expect(schema).toBe(
      '# yaml-language-server: $schema=./node_modules/dynatrace-aws-workflows/deployment/deployment.schema.json',
    );
    const { tenants, accounts } = loadDeployment('deployment.yaml');
    expect(tenants.prod).toMatchObject({ environment: 'abc12345.apps.dynatrace.com', schema: 'enhanced' });
    expect(accounts.main).toMatchObject({ id: '123456789012', region: 'us-east-1' });
    const { scripts, dependencies } = JSON.parse(read('package.json'));
    const { version, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(dependencies['dynatrace-aws-workflows']).toBe(`^${version}`);
    // On the fork these are aliases.
    const { cdktf, constructs } = devDependencies;
    expect(dependencies).toMatchObject({ cdktf, 'cdktf-cli': devDependencies['cdktf-cli'], constructs });
    expect(scripts.deploy).toBe('dynatrace-aws-workflows deploy');
    expect(output.printed.join('\n')).toContain('npm run deploy -- prod');
  });

  it('depends on what it is told to', async () => {
    await init(...FLAGS, '--package', 'file:../package.tgz');

    expect(JSON.parse(read('package.json')).dependencies['dynatrace-aws-workflows']).toBe('file:../package.tgz');
  });

  it('keeps state out of version control, and the deployment file in', async () => {
    await init(...FLAGS);

    const ignored = read('.gitignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['terraform.*.tfstate*', 'cdktf.out*/', 'node_modules/']));
    expect(ignored.filter((line) => line.includes('deployment'))).toEqual([]);
  });

  it('overwrites nothing unless told to', async () => {
    put(join(folder, 'main.ts'), 'mine');

    expect(await init(...FLAGS)).toBe(1);
    expect(output.progressed).toEqual(['These files exist already: main.ts. Add --force to overwrite them.']);
    expect(existsSync(join(folder, 'cdktf.json'))).toBe(false);

    expect(await init(...FLAGS, '--force')).toBe(0);
    expect(read('main.ts')).toContain('synthesize()');
  });

  it('adds to a package.json what is missing, and changes nothing in it', async () => {
    const own = { name: 'mine', scripts: { deploy: 'my own' }, dependencies: { cdktf: '0.21.1' } };
    put(join(folder, 'package.json'), JSON.stringify(own));

    await init(...FLAGS);

    const { name, scripts, dependencies } = JSON.parse(read('package.json'));
    expect([name, scripts.deploy, dependencies.cdktf]).toEqual(['mine', 'my own', '0.21.1']);
    expect(scripts.drift).toBe('dynatrace-aws-workflows drift');
  });

  it.each([
    ['github', '.github/workflows/aws-for-workflows.yml', ['plan', 'deploy']],
    ['gitlab', '.gitlab-ci.yml', ['plan', 'deploy']],
  ])('writes a pipeline for %s, whose commands exist', async (ci, path, jobs) => {
    await init(...FLAGS, '--ci', ci, '--bucket', 'our-state');

    const pipeline = parse(read(path));
    expect(Object.keys(pipeline.jobs ?? pipeline)).toEqual(expect.arrayContaining(jobs));
    const { scripts } = JSON.parse(read('package.json'));
    const used = [...read(path).matchAll(/npm run ([a-z]+)/g)].map(([, name = '']) => name);
    expect(used.length).toBeGreaterThan(2);
    expect(used.filter((name) => !(name in scripts))).toEqual([]);
    expect(loadDeployment('deployment.yaml').backend).toMatchObject({ type: 's3', bucket: 'our-state' });
    expect(output.printed.join()).not.toContain('outlives');
  });

  it('says that a pipeline needs a state elsewhere', async () => {
    await init(...FLAGS, '--ci', 'github');

    expect(output.printed.join()).toContain('set `backend` in deployment.yaml');
  });

  it.each([
    [['--account', '123456789012'], 'There is no terminal to ask at: add --environment.'],
    [[...FLAGS, '--account', '12'], '--account must have 12 digits, got "12"'],
    [[...FLAGS, '--region', 'mars'], '--region must be a region such as us-east-1, got "mars"'],
    [[...FLAGS, '--ci', 'jenkins'], '--ci must be one of github, gitlab, none, got "jenkins"'],
    [[...FLAGS, '--tenant', 'A B'], '--tenant must consist of lower-case letters, digits and "-", got "A B"'],
    [[...FLAGS, '--environment', 'example.com'], '--environment '],
  ])('with %j says what is wrong', async (args, message) => {
    expect(await init(...args)).toBe(1);
    expect(output.progressed.join()).toContain(message);
    expect(existsSync(join(folder, 'package.json'))).toBe(false);
  });
});

test('a person is asked for what no flag says, and again where the answer cannot be used', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const replies = ['abc12345.apps.dynatrace.com', '12', '123456789012', '', '', 'jenkins', 'gitlab'];
  let asked = '';
  const prompts = new Writable({
    write(chunk, _encoding, done) {
      asked += chunk;
      if (/: $/.test(String(chunk))) input.write(`${replies.shift()}\n`);
      done();
    },
  });

  expect(await answersFrom({ tenant: 'dev', bucket: 'b' }, input as never, prompts)).toEqual({
    environment: 'abc12345.apps.dynatrace.com',
    account: '123456789012',
    region: 'us-east-1',
    tenant: 'dev',
    connection: 'ops',
    ci: 'gitlab',
    bucket: 'b',
  });
  expect(asked).toMatch(/must have 12 digits.*must be one of github/s);
});
