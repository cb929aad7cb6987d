import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { FOLDER } from './exchanges';

const ROOT = resolve(__dirname, '..', '..');

interface Coverage {
  path: string;
  statementMap: Record<string, { start: { line: number } }>;
  s: Record<string, number>;
}

/** Lines of the client that send a request, or say what it is, and that nothing has reached while it was recorded. */
export function silentLines(): string[] {
  const files = JSON.parse(readFileSync(join(FOLDER, 'coverage', 'coverage-final.json'), 'utf8')) as object;
  return Object.values(files).flatMap(({ path, statementMap, s }: Coverage) => {
    const lines = readFileSync(path, 'utf8').split('\n');
    return Object.entries(statementMap).flatMap(([id, { start }]) => {
      const text = lines[start.line - 1] ?? '';
      const says = /\bsend\(|^\s*(method|path|query|json|body): /.test(text);
      return says && s[id] === 0 ? [`${relative(ROOT, path)}:${start.line}: ${text.trim()}`] : [];
    });
  });
}
