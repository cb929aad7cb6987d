import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../../deployment/suggest';
import { type Arguments, type Command, CommandError, type Option } from './command';

/** Options that every command has. */
export const GLOBAL_OPTIONS: Record<string, Option> = {
  file: { type: 'string', description: 'the deployment file, instead of DEPLOYMENT_FILE or deployment.yaml' },
  json: { type: 'boolean', description: 'print the outcome as one JSON document' },
  quiet: { type: 'boolean', description: 'print results and errors alone, no progress' },
  debug: { type: 'boolean', description: 'print what is run, and where errors come from' },
  help: { type: 'boolean', short: 'h', description: 'show this' },
};

export function optionsOf({ options }: Pick<Command, 'options'>): Record<string, Option> {
  const { json, ...others } = GLOBAL_OPTIONS;
  // A command's own words about an option go before those for all.
  return {
    ...options,
    ...Object.fromEntries(Object.entries({ json, ...others }).filter(([name]) => !(name in options))),
  } as Record<string, Option>;
}

/** @throws CommandError for an option that the command does not have, with the one that was probably meant */
export function parse(command: Command, args: string[]): Arguments {
  const options = optionsOf(command);
  const types: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, { type, ...(short && { short }) }]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options: types, allowPositionals: true });
    return { positionals, flags: values as Arguments['flags'] };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [, unknown] = /^Unknown option '(--?[^']+)'/.exec(message) ?? [];
    if (unknown === undefined) throw new CommandError(message);
    const known = Object.keys(options).map((name) => `--${name}`);
    const hint = didYouMean(unknown, known);
    throw new CommandError(`There is no option ${unknown}${hint ? `; ${hint}` : `. See --help.`}`);
  }
}
