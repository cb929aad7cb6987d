import { suggestion } from '../../deployment/suggest';
import { version } from '../../package.json';
import { COMMANDS } from './catalogue';
import { helpOfAll } from './help';
import { runCommand } from './run';
import { PROGRAM } from './shells';
import type { Output } from './terminal';

/** Finds the command that the first argument names, and runs it with the others. @returns the exit code */
export async function runProgram([name = '', ...args]: string[], output: Output): Promise<number> {
  if (name === '--version' || name === '-v') {
    output.print(`${PROGRAM} ${version}`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const entry = commandCalled(args[0] ?? '');
    if (entry) return runCommand((await entry.load()).command, ['--help'], output);
    output.print(helpOfAll());
    return 0;
  }
  const entry = commandCalled(name);
  if (entry) return runCommand((await entry.load()).command, args, output);
  output.progress(unknownCommand(name));
  return 1;
}

function commandCalled(name: string) {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

function unknownCommand(name: string): string {
  const known = Object.keys(COMMANDS);
  if (name === '') return helpOfAll();
  const meant = suggestion(name, known);
  const hint = meant ? `did you mean \`${meant}\`?` : `Commands: ${known.join(', ')}.`;
  return `There is no command "${name}"${meant ? '; ' : '. '}${hint}`;
}
