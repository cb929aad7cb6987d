import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../commands/cli/run';
import { command } from '../../commands/export';
import { plainConfiguration } from '../../commands/export/plain';
import { recordingOutput } from './support';
import { type FakeTerraform, fakeTerraform } from './terraform';

jest.setTimeout(60_000);

const FILE = `
name: team
accounts:
  main: { id: "123456789012", region: eu-central-1 }
tenants:
  prod: { environment: abc12345.apps.dynatrace.com, connections: { ops: { account: main } } }
`;

let terraform: FakeTerraform;
let output: ReturnType<typeof recordingOutput>;

beforeEach(() => {
  terraform = fakeTerraform(FILE);
  output = recordingOutput();
});
afterEach(() => terraform.close());

const run = (...args: string[]) => runCommand(command, ['--out', join(terraform.directory, 'plain'), ...args], output);

test('a stack becomes a folder, which is replaced only when that is asked for', async () => {
  const file = join(terraform.directory, 'plain', 'prod', 'main.tf.json');

  expect(await run('prod')).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))['//']).toContain('The stack prod');

  writeFileSync(file, 'mine');
  expect(await run('prod')).toBe(1);
  expect(output.progressed.at(-1)).toMatch(/^These folders exist already: .*plain\/prod\. Add --force/);
  expect(readFileSync(file, 'utf8')).toBe('mine');

  expect(await run('prod', '--force')).toBe(0);
  expect(readFileSync(file, 'utf8')).not.toBe('mine');
});

test('a project that does not synthesize is not exported', async () => {
  const home = process.cwd();
  writeFileSync(join(terraform.directory, 'cdktf.json'), JSON.stringify({ app: 'echo broken >&2; exit 3' }));
  process.chdir(terraform.directory);

  expect(await run()).toBe(1);
  process.chdir(home);

  expect(output.progressed).toEqual(['broken', 'The stacks could not be synthesized.']);
  expect(existsSync(join(terraform.directory, 'plain'))).toBe(false);
});

test('notes of cdktf go, comments stay, a local state is found from elsewhere', () => {
  const configuration = {
    resource: { null_resource: { a: { '//': { metadata: {} }, triggers: { '//': 'kept' } } } },
    terraform: { backend: { local: { path: '../../../terraform.prod.tfstate' } } },
    moved: [{ from: 'a', to: 'b' }],
    '//': { metadata: {} },
  };

  const plain = plainConfiguration(configuration, { name: 'prod', moveState: (path) => `moved/${path.slice(9)}` });

  expect(Object.keys(plain)).toEqual(['//', 'terraform', 'moved', 'resource']);
  expect(plain).toMatchObject({
    terraform: { backend: { local: { path: 'moved/terraform.prod.tfstate' } } },
    resource: { null_resource: { a: { triggers: { '//': 'kept' } } } },
    moved: [{ from: 'a', to: 'b' }],
  });
  expect(JSON.stringify(plain)).not.toContain('metadata');
});
