import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findingsDocument } from '../../commands/findings/document';
import { RULES, RULES_OF_COMMANDS } from '../../commands/rules';
import { deploymentJsonSchema, deploymentReference } from '../../deployment/reference';
import { WARNINGS } from '../../deployment/rules';
import { blocksTable, kindsTable } from '../../model/kinds-table';
import { operationsPage } from '../../sandbox/index';

const ROOT = join(__dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'generate-'));
  for (const name of ['deployment', 'docs', 'sandbox']) mkdirSync(join(folder, name));
});

afterEach(() => rmSync(folder, { recursive: true }));

function generate(): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'run.mjs'), 'commands/generate.ts'], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

test('writes the JSON Schema, the tables, the rules and the operations', async () => {
  writeFileSync(join(folder, 'docs/reference.md'), '# Title\n<!-- deployment:begin --><!-- deployment:end -->\n');
  const sections = ['blocks', 'kinds'].map((name) => `<!-- ${name}:begin -->old<!-- ${name}:end -->`);
  writeFileSync(join(folder, 'docs/architecture.md'), sections.join('\n'));

  expect(await generate()).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(join(folder, 'deployment/deployment.schema.json'), 'utf8')).toBe(deploymentJsonSchema());
  expect(readFileSync(join(folder, 'docs/reference.md'), 'utf8')).toContain(deploymentReference());
  expect(readFileSync(join(folder, 'docs/findings.md'), 'utf8')).toBe(findingsDocument(RULES_OF_COMMANDS));
  expect(readFileSync(join(folder, 'sandbox/OPERATIONS.md'), 'utf8')).toBe(operationsPage());
  expect(readFileSync(join(folder, 'docs/architecture.md'), 'utf8')).toBe(
    `<!-- blocks:begin -->\n\n${blocksTable()}\n\n<!-- blocks:end -->\n` +
      `<!-- kinds:begin -->\n\n${kindsTable()}\n\n<!-- kinds:end -->`,
  );
});

test('fails when docs/reference.md has no place for the table, and writes nothing', async () => {
  writeFileSync(join(folder, 'docs/reference.md'), '# Title\n');
  writeFileSync(join(folder, 'deployment/deployment.schema.json'), '{}');

  expect(await generate()).toEqual({
    code: 1,
    stderr:
      'docs/reference.md must have the lines <!-- deployment:begin --> and <!-- deployment:end -->, in this order\n',
  });
  expect(readFileSync(join(folder, 'deployment/deployment.schema.json'), 'utf8')).toBe('{}');
});

describe('docs/findings.md', () => {
  it('is current', () => {
    expect(readFileSync(join(ROOT, 'docs/findings.md'), 'utf8')).toBe(findingsDocument(RULES_OF_COMMANDS));
  });

  it('has a row for every rule, once in the table of each command that finds it', () => {
    const files = readdirSync(join(ROOT, 'commands/rules')).filter(
      (name) => !['index.ts', 'subjects.ts'].includes(name),
    );

    const rules = Object.values(RULES_OF_COMMANDS);

    for (const ofCommand of rules) expect(new Set(ofCommand).size).toBe(ofCommand.length);
    expect([...new Set(rules.flat())].map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
  });

  it('has no rule of the deployment file that is one of a command too', () => {
    const ids = [...RULES.map(({ id }) => id), ...Object.keys(WARNINGS)];

    expect(new Set(ids).size).toBe(ids.length);
  });
});
