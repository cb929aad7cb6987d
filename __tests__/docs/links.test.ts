import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { COMMANDS } from '../../commands/cli/catalogue';

const ROOT = resolve(__dirname, '..', '..');
const DOCUMENTS = [
  join(ROOT, 'README.md'),
  join(ROOT, 'CHANGELOG.md'),
  join(ROOT, 'sandbox/README.md'),
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [join(ROOT, 'docs', name)] : [])),
];
const PIPELINES = [
  '.github/workflows/review.yml',
  'examples/github-actions/workflows.yml',
  'examples/gitlab/.gitlab-ci.yml',
];

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const named = (path: string) => relative(ROOT, path);

/** What GitHub calls a heading in a link. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function anchorsIn(path: string): string[] {
  const text = readFileSync(path, 'utf8').replace(/```.*?```/gs, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** @returns links of a document that lead nowhere */
function deadLinks(path: string): string[] {
  const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file ? resolve(dirname(path), file) : path;
    return !existsSync(target) || (anchor !== undefined && !anchorsIn(target).includes(anchor));
  });
}

describe.each(DOCUMENTS.map((path) => [named(path), path]))('%s', (_, path) => {
  it('has no dead links', () => {
    expect(deadLinks(path)).toEqual([]);
  });
});

describe.each([...DOCUMENTS.map(named), ...PIPELINES])('%s', (name) => {
  const text = readFileSync(join(ROOT, name), 'utf8');

  it('names npm scripts that exist', () => {
    const used = [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, script = '']) => script);

    expect(used.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('names commands that exist', () => {
    const own = [...text.matchAll(/npx (?:dynatrace-aws-workflows|file:<tarball>) ([a-z]+)/g)].map(
      ([, command = '']) => command,
    );
    const others = [...text.matchAll(/npx (?!file:)([\w-]+)/g)].map(([, program = '']) => program);

    expect(own.filter((command) => !(command in COMMANDS))).toEqual([]);
    expect(
      others.filter((program) => !['cdktf', 'cdktn', 'dynatrace-aws-workflows', 'jest'].includes(program)),
    ).toEqual([]);
  });
});

test('every command has a script, and a row in the reference', () => {
  const reference = readFileSync(join(ROOT, 'docs/reference.md'), 'utf8');
  const names = Object.keys(COMMANDS).filter((name) => name !== 'completion');

  expect(names.filter((name) => !(name in scripts))).toEqual([]);
  expect(names.filter((name) => !reference.includes(`npm run ${name}`))).toEqual([]);
});

test('a link to nowhere is found', () => {
  expect(deadLinks(join(ROOT, '__tests__/docs/dead-links.md'))).toEqual(['nowhere.md', '#none']);
});

test('the tests that document operations exist', () => {
  const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const tests = [...text.matchAll(/[\w-]+\.test\.ts/g)].map(([name]) => name);

  expect(tests.length).toBeGreaterThan(10);
  expect(tests.filter((name) => !existsSync(join(ROOT, '__tests__/e2e', name)))).toEqual([]);
});
