import { COMMANDS } from './catalogue';
import type { Command, Option } from './command';
import { GLOBAL_OPTIONS, optionsOf } from './options';
import { PROGRAM } from './shells';

/** What Ctrl-C ends any command with, as shells have it: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

/** How to call one command. */
export function helpOf(command: Command): string {
  const { summary, usage, exitCodes = {} } = command;
  const codes = { ...exitCodes, ...(!command.runsUntilInterrupted && { [INTERRUPTED]: 'stopped by Ctrl-C' }) };
  return [
    summary,
    '',
    `  ${called(usage)}`,
    '',
    'Options',
    ...optionLines(optionsOf(command)),
    '',
    'Exit codes',
    ...Object.entries(codes).map(([code, meaning]) => line(code, meaning)),
  ].join('\n');
}

/** All commands, and what they have in common. */
export function helpOfAll(): string {
  return [
    'AWS for Workflows as code: both sides of each connection, from one deployment file.',
    '',
    `  ${called('<command> [tenant or stack …] [options]')}`,
    '',
    'Commands',
    ...Object.entries(COMMANDS).map(([name, { about }]) => line(name, about)),
    '',
    'Options of every command',
    ...optionLines(GLOBAL_OPTIONS),
    '',
    `Exit codes are in the help of each command: ${called('<command> --help')}`,
  ].join('\n');
}

/** How to call a command: as a script of npm where one was, which takes its arguments behind two dashes. */
function called(usage: string): string {
  if (process.env.npm_command !== 'run-script') return `npx ${PROGRAM} ${usage}`;
  return `npm run ${usage.replace(' ', ' -- ')}`;
}

function optionLines(options: Record<string, Option>): string[] {
  return Object.entries(options).map(([name, { type, short, description }]) => {
    const flag = type === 'string' ? `--${name} <value>` : `--${name}`;
    return line(short ? `${flag}, -${short}` : flag, description);
  });
}

function line(left: string, right: string): string {
  return `  ${left.padEnd(24)}${right}`;
}
