import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from './clock';

/** Keeps scripts of one machine, which Terraform runs side by side, out of each other's way. */
export interface Locks {
  /** Runs an act while no other process of this machine runs one of the same name. */
  exclusively<T>(name: string, act: () => Promise<T>): Promise<T>;
}

/** Time between two attempts to get a lock, and how long to try before going on without it, in milliseconds. */
const LOCK = { poll: 50, patience: 60_000 };

/** Locks that are files in a directory, which is created when it is needed. */
export function createLocks(directory: string, clock: Clock): Locks {
  return {
    async exclusively(name, act) {
      mkdirSync(directory, { recursive: true });
      const path = join(directory, `${name}.lock`);
      const started = clock.now();
      let mine = take(path);
      for (; !mine && clock.now() - started < LOCK.patience; mine = take(path)) await clock.sleep(LOCK.poll);
      if (mine) held.add(path);
      try {
        return await act();
      } finally {
        if (mine) release(path);
      }
    },
  };
}

/** What a lock says about its holder: the machine and the process. */
const ME = `${hostname()} ${process.pid}`;

/** The locks of this process. A file that names it and is none of them was left by one that had the same number. */
const held = new Set<string>();

/** Whoever thought the lock abandoned may have it now. */
function release(path: string): void {
  held.delete(path);
  if (read(path) === ME) rmSync(path, { force: true });
}

/** Creates the lock with its content in one step, taking it from a process that is not there any more. */
function take(path: string): boolean {
  if (create(path)) return true;
  const holder = read(path);
  if (holder !== undefined && !(holder === ME ? held.has(path) : isHeld(holder))) remove(path, holder);
  return false;
}

function create(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, ME);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    // Some file systems know no links. There a lock is empty for a moment, which others may take for an abandoned one.
    return (error as NodeJS.ErrnoException).code !== 'EEXIST' && createPlainly(path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function createPlainly(path: string): boolean {
  try {
    writeFileSync(path, ME, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes an abandoned lock, unless somebody else did and took it in the meantime. */
function remove(path: string, holder: string): void {
  const aside = `${path}.${process.pid}.abandoned`;
  try {
    renameSync(path, aside);
    if (read(aside) !== holder) linkSync(aside, path);
  } catch {
    // Another process was faster.
  }
  rmSync(aside, { force: true });
}

/**
 * Whether the holder of a lock is at work. Terraform locks the state itself, so that another machine or another user
 * can only be one that was: of an image that was stored, or one whose number this process's user does not own.
 */
function isHeld(holder: string): boolean {
  const [, host, pid] = /^(\S+) (\d+)$/.exec(holder) ?? [];
  if (host !== hostname()) return false;
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
