import { parseDocument } from 'yaml';
import { type Seed, seedSchema } from './schema';

/** A seed that cannot be read, or that names what is not there. */
export class SeedError extends Error {
  override name = 'SeedError';
}

/**
 * Reads a seed, in YAML or JSON.
 *
 * @param name of the file, for messages
 * @throws SeedError with one line for each problem
 */
export function readSeed(text: string, name: string): Seed {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new SeedError(document.errors.map(({ message }) => `${name}: ${message.split('\n')[0]}`).join('\n'));
  }
  const result = seedSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  throw new SeedError(
    result.error.issues.map(({ path, message }) => `${name}: \`${pathText(path) || 'file'}\` ${message}`).join('\n'),
  );
}

function pathText(path: PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
