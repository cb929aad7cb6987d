import { DeploymentError, type DeploymentProblem } from '../../deployment/load';
import { observeCommands } from '../../terraform/run';
import { type Command, CommandError } from './command';
import { helpOf, INTERRUPTED } from './help';
import { stands, stopOnInterrupt } from './interrupt';
import { parse } from './options';
import type { Output } from './terminal';

/** Reads the arguments, answers `--help`, runs the command, and turns failures into one clear message. */
export async function runCommand(command: Command, args: string[], output: Output): Promise<number> {
  let debug = args.includes('--debug');
  let json = args.includes('--json');
  const interrupt = command.runsUntilInterrupted ? undefined : stopOnInterrupt(command, output);
  try {
    const { positionals, flags } = parse(command, args);
    if (flags.help) {
      output.print(helpOf(command));
      return 0;
    }
    debug = Boolean(flags.debug);
    json = Boolean(flags.json);
    if (flags.file !== undefined) process.env.DEPLOYMENT_FILE = String(flags.file);
    if (debug) observeCommands((line, code, seconds) => output.progress(commandLine(line, code, seconds)));
    const own = 'json' in command.options;
    const forPeople = json && !own;
    const silent = Boolean(flags.quiet) && !('quiet' in command.options);
    const code = await command.run({ positionals, flags }, outputFor(output, { forPeople, silent }));
    if (interrupt?.interrupted()) throw new CommandError(stands(command), INTERRUPTED);
    if (forPeople) output.print(JSON.stringify({ exitCode: code }, null, 2));
    return code;
  } catch (error) {
    const isInterrupted = interrupt?.interrupted() || isAbort(error);
    const { message, exitCode, problems } = isInterrupted
      ? { message: stands(command), exitCode: INTERRUPTED }
      : failureOf(error, debug);
    output.progress(message);
    if (json) output.print(JSON.stringify({ exitCode, error: message, problems }, null, 2));
    return exitCode;
  } finally {
    interrupt?.done();
  }
}

/**
 * @param forPeople what the command prints is for people, and goes where it is not in the way of a document
 * @param silent leaves progress out
 */
function outputFor(output: Output, { forPeople, silent }: { forPeople: boolean; silent: boolean }): Output {
  const print = forPeople ? output.progress : output.print;
  return { ...output, print, progress: silent ? () => {} : output.progress };
}

interface Failure {
  message: string;
  exitCode: number;
  /** What is wrong with the deployment file. */
  problems?: DeploymentProblem[];
}

function failureOf(error: unknown, debug: boolean): Failure {
  if (!(error instanceof Error)) return { message: String(error), exitCode: 1 };
  const message = debug || !isExpected(error) ? stackOf(error) : error.message;
  if (error instanceof DeploymentError) return { message, exitCode: 1, problems: error.problems };
  return { message, exitCode: error instanceof CommandError ? error.exitCode : 1 };
}

/** Ctrl-C at a question, which Node.js answers for us. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Errors that the project raises on purpose carry a name of their own; anything else is a fault of the project. */
function isExpected(error: Error): boolean {
  return !['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'].includes(error.name);
}

function stackOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.stack}\ncaused by ${stackOf(cause)}` : String(error.stack);
}

function commandLine([file = '', ...args]: string[], code: number, seconds: number): string {
  return `debug: ${[file, ...args].join(' ')} ended with exit code ${code} after ${seconds.toFixed(1)} s`;
}
