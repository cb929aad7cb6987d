import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { deploymentJsonSchema, deploymentReference } from '../../deployment/reference';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'generate-'));
  await build({
    entryPoints: [join(__dirname, '../../deployment/generate.ts')],
    outfile: join(folder, 'generate.cjs'),
    bundle: true,
    platform: 'node',
    logLevel: 'silent',
  });
  mkdirSync(join(folder, 'deployment'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function generate(): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['generate.cjs'], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

test('writes the JSON Schema and the table', async () => {
  writeFileSync(join(folder, 'README.md'), '# Title\n<!-- deployment:begin --><!-- deployment:end -->\n');

  expect(await generate()).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(join(folder, 'deployment/deployment.schema.json'), 'utf8')).toBe(deploymentJsonSchema());
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(deploymentReference());
});

test('fails when README.md has no place for the table, and writes nothing', async () => {
  writeFileSync(join(folder, 'README.md'), '# Title\n');
  writeFileSync(join(folder, 'deployment/deployment.schema.json'), '{}');

  expect(await generate()).toEqual({
    code: 1,
    stderr:
      'README.md must have the lines <!-- deployment:begin --> and <!-- deployment:end -->, in this order, around the deployment table\n',
  });
  expect(readFileSync(join(folder, 'deployment/deployment.schema.json'), 'utf8')).toBe('{}');
});
