import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's own directory, which is where cdktf.json is. */
export const PROJECT = findUpward(__dirname, 'cdktf.json');

function findUpward(directory: string, file: string): string {
  if (existsSync(join(directory, file))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error(`no ${file} above ${__dirname}`);
  return findUpward(parent, file);
}
