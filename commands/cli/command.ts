import type { Output } from './terminal';

export interface Arguments {
  /** What stands beside the options, such as the names of tenants. */
  positionals: string[];
  flags: Record<string, string | boolean | undefined>;
}

/** What an option takes, and what it does. */
export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  description: string;
}

/** One command of `npm run <name>`. Every command has a file of its name beside this folder. */
export interface Command {
  /** First line of its help. */
  summary: string;
  /** Its name and arguments. */
  usage: string;
  /** Its own options; those of `GLOBAL_OPTIONS` come on top. */
  options: Record<string, Option>;
  /** Exit codes that mean something, with their meaning. */
  exitCodes?: Record<number, string>;
  /** What Ctrl-C leaves, in a sentence. @default every change that was finished is in the state */
  stopped?: string;
  /** It runs until Ctrl-C, and ends by itself then. */
  runsUntilInterrupted?: boolean;
  /** @returns the exit code */
  run(args: Arguments, output: Output): Promise<number>;
}

/** A command as the list of all commands shows it. */
export interface Entry {
  about: string;
  load: () => Promise<{ command: Command }>;
}

/** A failure that the user can resolve. Its message says what, where, and the cure. */
export class CommandError extends Error {
  override name = 'CommandError';
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}
