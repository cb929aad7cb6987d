import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { killGroup, remember, requireRunning } from './running';

export interface RunOptions {
  /** @default the directory of this process */
  cwd?: string;
  /** Added to the environment of this process; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
  /** Sees the output while the command runs, in pieces that need not end at line ends. */
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  /** Takes `file` for a command line, with the arguments in it. @default false */
  shell?: boolean;
  /** Ends the command after this many milliseconds. @default no limit */
  timeoutMs?: number;
}

export interface RunResult {
  /** Exit code; 128 plus the signal's number when a signal ended the command, as shells have it. */
  code: number;
  stdout: string;
  stderr: string;
  /** Whether `timeoutMs` passed. */
  timedOut: boolean;
}

type Observer = (command: string[], code: number, seconds: number) => void;

let observe: Observer | undefined;

/** Lets somebody know of every command that has ended, for example for a log. */
export function observeCommands(observer: Observer): void {
  observe = observer;
}

/**
 * Runs a command without blocking, and without a shell unless it is asked for, so that servers in this process go on answering it.
 * A command that fails resolves too, with its exit code.
 *
 * @throws the error of the system, with `code` such as ENOENT, when the command cannot be started
 * @throws InterruptedError when this process was asked to stop
 */
export async function runCommand(file: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  requireRunning();
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      shell: options.shell,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: process.platform !== 'win32',
    });
    remember(child);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        options.onOutput?.(text, stream);
      });
    }
    let timedOut = false;
    const deadline =
      options.timeoutMs &&
      setTimeout(() => {
        timedOut = true;
        killGroup(child, 'SIGKILL');
        // Children of the command may hold the pipes open after it is gone.
        child.stdout.destroy();
        child.stderr.destroy();
      }, options.timeoutMs);
    child.once('error', (error) => {
      clearTimeout(deadline || undefined);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(deadline || undefined);
      const result = { code: code ?? 128 + (signal ? constants.signals[signal] : 0), ...output, timedOut };
      observe?.([file, ...args], result.code, (performance.now() - started) / 1000);
      resolve(result);
    });
  });
}

/** Runs Terraform, or what TERRAFORM_BINARY_NAME names, as cdktf does. */
export function runTerraform(args: string[], options: RunOptions = {}): Promise<RunResult> {
  const environment = { ...process.env, ...options.env };
  return runCommand(environment.TERRAFORM_BINARY_NAME || 'terraform', args, options);
}

/**
 * Passes output on line by line, without control sequences.
 *
 * @returns takes a piece of output, which need not end at the end of a line
 */
export function lineWise(print: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = stripVTControlCharacters(rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) print(line.trimEnd());
  };
}
