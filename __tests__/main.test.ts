import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { runCommand } from '../terraform/run';

const ROOT = resolve(__dirname, '..');
const names = (count: number) => Array.from({ length: count }, (_, index) => [`con${index}`, { account: 'main' }]);

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'synthesis-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function synthesize(connections: number) {
  const file = join(directory, 'deployment.yaml');
  const prod = {
    environment: 'abc12345.apps.dynatrace.com',
    schema: 'enhanced',
    connections: Object.fromEntries(names(connections)),
  };
  const accounts = { main: { id: '123456789012', region: 'eu-central-1' } };
  await writeFile(file, stringify({ name: 'test', accounts, tenants: { prod } }));
  const env = { DEPLOYMENT_FILE: file, CDKTF_OUTDIR: join(directory, 'out') };
  return runCommand(process.execPath, [join(ROOT, 'run.mjs'), 'main.ts'], { cwd: ROOT, env });
}

test('synthesis prints the warnings of the file, and goes on', async () => {
  const { code, stderr } = await synthesize(101);

  expect(stderr).toMatch(/^warning: `tenants\.prod\.connections` puts 101 connections into one stack, .*:\d+:\d+\)\n$/);
  expect(code).toBe(0);
});

test('synthesis prints nothing without warnings', async () => {
  expect(await synthesize(1)).toMatchObject({ code: 0, stderr: '' });
});
