import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Output } from './terminal';

type OptionTypes = NonNullable<ParseArgsConfig['options']>;

export interface Arguments {
  /** What stands beside the options, such as the names of tenants. */
  positionals: string[];
  flags: Record<string, string | boolean | undefined>;
}

/** One command of `npm run <name>`. Every command has a file of its name beside this one. */
export interface Command {
  /** First line of its help. */
  summary: string;
  /** How to call it, without `npm run`. */
  usage: string;
  /** Options with what they do, besides `--help`. */
  options: Record<string, { type: 'string' | 'boolean'; description: string }>;
  /** Exit codes that mean something, with their meaning. */
  exitCodes?: Record<number, string>;
  /** @returns the exit code */
  run(args: Arguments, output: Output): Promise<number>;
}

/** A failure that is the user's to mend. Its message says what, where, and the cure. */
export class CommandError extends Error {
  override name = 'CommandError';
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** Reads the arguments, answers `--help`, runs the command, and turns failures into one clear message. */
export async function runCommand(command: Command, args: string[], output: Output): Promise<number> {
  try {
    const types: OptionTypes = { help: { type: 'boolean', short: 'h' } };
    for (const [name, { type }] of Object.entries(command.options)) types[name] = { type };
    const { values, positionals } = parseArgs({ args, options: types, allowPositionals: true });
    if (values.help) {
      output.print(help(command));
      return 0;
    }
    return await command.run({ positionals, flags: values as Arguments['flags'] }, output);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const usage = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    output.progress(
      usage ? `${error.message}\n\n${help(command)}` : expected(error) ? error.message : String(error.stack),
    );
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

/** Errors that the project raises on purpose carry a name of their own; anything else is a fault of the project. */
function expected(error: Error): boolean {
  return !['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'].includes(error.name);
}

function help({ summary, usage, options, exitCodes = {} }: Command): string {
  const described = { ...options, help: { type: 'boolean', description: 'show this' } };
  const lines = Object.entries(described).map(([name, { type, description }]) => {
    const flag = type === 'string' ? `--${name} <value>` : `--${name}`;
    return `  ${flag.padEnd(24)}${description}`;
  });
  const codes = Object.entries(exitCodes).map(([code, meaning]) => `  ${code.padEnd(24)}${meaning}`);
  return [
    summary,
    '',
    `  npm run ${usage}`,
    '',
    'Options',
    ...lines,
    ...(codes.length ? ['', 'Exit codes', ...codes] : []),
  ].join('\n');
}
