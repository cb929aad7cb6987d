import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsState } from './aws';
import type { DynatraceState } from './dynatrace';

/** Both sides as plain data. */
export interface SandboxState {
  dynatrace: DynatraceState;
  aws: AwsState;
}

/** What a data folder holds: how things were at the very start, for a reset, and how they are. */
export interface SavedState {
  format: 1;
  initial: SandboxState;
  current: SandboxState;
}

const FILE = 'sandbox.json';

/**
 * Reads what a data folder holds, or nothing when it is new.
 *
 * @throws Error when its file is not the sandbox's, or from another version of it
 */
export async function readFolder(directory: string): Promise<SavedState | undefined> {
  const file = join(directory, FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const saved = parse(text);
  if (saved?.format !== 1)
    throw new Error(`${file} holds no state of this sandbox; remove it, or choose another folder`);
  return saved;
}

/** Writes the file in one step, for this user alone: it holds secrets, if only of the sandbox. */
export async function writeFolder(directory: string, saved: SavedState): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, FILE);
  await writeFile(`${file}.new`, JSON.stringify(saved), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function parse(text: string): SavedState | undefined {
  try {
    return JSON.parse(text) as SavedState;
  } catch {
    return undefined;
  }
}
