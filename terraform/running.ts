import type { ChildProcess } from 'node:child_process';

/** This process was asked to stop. */
class InterruptedError extends Error {
  override name = 'InterruptedError';

  constructor() {
    super('interrupted');
  }
}

const running = new Set<ChildProcess>();
let interrupted = false;

/** Remembers a command until it ends, so that it can be stopped. */
export function remember(child: ChildProcess): void {
  running.add(child);
  const forget = () => void running.delete(child);
  child.once('close', forget);
  child.once('error', forget);
}

/** @throws InterruptedError when this process was asked to stop: nothing more is started then */
export function requireRunning(): void {
  if (interrupted) throw new InterruptedError();
}

/**
 * Passes a signal on to every command that is running, and starts no more of them.
 *
 * Each has a process group of its own, so that a Ctrl-C in a terminal reaches it once: Terraform takes a second one for
 * the wish to give up without saving its state.
 *
 * @returns how many there are
 */
export function interruptCommands(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): number {
  interrupted = true;
  for (const child of running) killGroup(child, signal);
  return running.size;
}

/** How many commands are running. */
export function runningCommands(): number {
  return running.size;
}

/** Ends a command with everything that it started. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // It has ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
