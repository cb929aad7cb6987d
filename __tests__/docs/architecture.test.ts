import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

/** Folders whose own folders are rooms of the house. */
const HOUSE = ['commands', 'terraform', 'stacks', 'deployment', 'scripts', 'model'];

function foldersIn(path: string): string[] {
  const entries = readdirSync(join(ROOT, path), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${path}/${name}`);
}

describe('docs/architecture.md', () => {
  it('names every folder of the code', () => {
    const folders = [...HOUSE, 'sandbox', ...HOUSE.flatMap(foldersIn)];

    expect(folders).toContain('commands/live');
    expect(folders.filter((folder) => !text.includes(`\`${folder}/\``))).toEqual([]);
  });

  it('names no file and no folder that does not exist', () => {
    const paths = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]*)+|[\w.-]+\.(?:ts|mjs|json|md))`/g)].map(
      ([, path = '']) => path,
    );

    expect(paths).toContain('commands/plan/describe.ts');
    expect(paths.filter((path) => !(existsSync(join(ROOT, path)) || MADE.includes(path)))).toEqual([]);
  });
});

/** What is written by commands, and under version control nowhere. */
const MADE = ['lib/', 'dist/'];
