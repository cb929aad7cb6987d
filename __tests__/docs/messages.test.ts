import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');

/** What Terraform, AWS and Dynatrace say. */
const OF_OTHERS = ['Error acquiring the state lock', 'Unable to assume role with web identity', 'EntityAlreadyExists'];

/** The code without comments, with strings that are continued on the next line joined. */
const code = ['commands', 'deployment', 'model', 'scripts', 'stacks', 'terraform']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n')
  .replace(/^\s*(\/\/|\/\*|\*).*$/gm, '')
  .replace(/['`] \+\s+['`]/g, '')
  // As a reader of the message sees them: a value, or the quote that a template has to escape.
  .replace(/\$\{[^{}]*\}/g, '…')
  .replaceAll('\\', '');

it('the messages of docs/troubleshooting.md are those of the code', () => {
  const table = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
  const quoted = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, message = '']) => message);
  const own = quoted.filter((message) => !OF_OTHERS.some((text) => message.startsWith(text)));
  const unknown = own.filter((message) =>
    message
      .split(/…|settings:objects:write|DT_CLIENT_ID|dynatrace\.aws\.connector/)
      .map((part) => part.replace(/^["\s:]+|["\s:]+$/g, ''))
      .some((part) => !code.includes(part)),
  );

  expect(own.length).toBeGreaterThan(10);
  expect(unknown).toEqual([]);
});
