import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from './clock';

/**
 * Marks of work that was begun: a create that is killed after its request, but before it reported what it did, can
 * tell on its next run that the effect it finds is its own.
 */
export interface Journal {
  begin(name: string): void;
  has(name: string): boolean;
  end(name: string): void;
  /** Ends every mark that this process began or saw. */
  endAll(): void;
  /** Runs an act while no other process of this machine runs one of the same name. */
  exclusively<T>(name: string, act: () => Promise<T>): Promise<T>;
}

/** Time between two attempts to get a lock, and how long to try before going on without it, in milliseconds. */
const LOCK = { poll: 50, patience: 60_000 };

/** A journal of `.pending` files in the directory of the report. */
export function createJournal(directory: string, clock: Clock): Journal {
  const seen = new Set<string>();
  const file = (name: string, suffix: string) =>
    join(directory, `${encodeURIComponent(name).replaceAll('*', '%2A')}.${suffix}`);
  const end = (name: string) => {
    seen.delete(name);
    rmSync(file(name, 'pending'), { force: true });
  };
  return {
    begin(name) {
      mkdirSync(directory, { recursive: true });
      writeFileSync(file(name, 'pending'), '');
      seen.add(name);
    },
    has(name) {
      const found = existsSync(file(name, 'pending'));
      if (found) seen.add(name);
      return found;
    },
    end,
    endAll: () => [...seen].forEach(end),
    async exclusively(name, act) {
      mkdirSync(directory, { recursive: true });
      const path = file(name, 'lock');
      const started = clock.now();
      while (!take(path) && clock.now() - started < LOCK.patience) await clock.sleep(LOCK.poll);
      try {
        return await act();
      } finally {
        rmSync(path, { force: true });
      }
    },
  };
}

/** Writes a file whole or not at all: a reader never finds half of it. */
export function writeAtomically(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/** Creates the lock, taking it from a process that has died. */
function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(path)) rmSync(path, { force: true });
    return false;
  }
}

function isHeld(path: string): boolean {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    // Empty for the moment between creating and writing it.
    return holder === 0 || process.kill(holder, 0);
  } catch {
    return false;
  }
}
