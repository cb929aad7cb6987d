import { interruptCommands, runningCommands } from '../../terraform/running';
import type { Command } from './command';
import { INTERRUPTED } from './help';
import type { Output } from './terminal';

/** How long a command may take to end by itself, once everything that it runs has ended. In milliseconds. */
const GRACE = 5_000;

/** What Ctrl-C leaves of a deployment. */
const CONTINUES = 'Every change that was finished is in the state; run the command again to continue.';

/** Where things stand after an interruption of a command. */
export function stands({ stopped = CONTINUES }: Pick<Command, 'stopped'>): string {
  return `Stopped. ${stopped}`;
}

/**
 * Lets Ctrl-C stop what the command runs, wait for it, and say where things stand. A second Ctrl-C does not wait.
 *
 * @returns says whether the command was interrupted, and takes the handlers away
 */
export function stopOnInterrupt(
  command: Pick<Command, 'stopped'>,
  { progress }: Pick<Output, 'progress'>,
): { interrupted(): boolean; done(): void } {
  let count = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    count += 1;
    if (count > 1) {
      interruptCommands('SIGKILL');
      progress('Stopped at once. A state that stays locked is unlocked by `terraform force-unlock`.');
      process.exit(INTERRUPTED);
    }
    const running = interruptCommands(signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
    if (running === 0) {
      progress(stands(command));
      process.exit(INTERRUPTED);
    }
    progress('Stopping: what is running may finish its step. Press Ctrl-C again to stop at once.');
    const waiting = setInterval(() => {
      if (runningCommands() > 0) return;
      clearInterval(waiting);
      setTimeout(() => {
        progress(stands(command));
        process.exit(INTERRUPTED);
      }, GRACE).unref();
    }, 100);
    waiting.unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    interrupted: () => count > 0,
    done() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
