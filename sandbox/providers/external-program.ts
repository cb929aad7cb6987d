import { spawn } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import type { ClientProcess } from './client-process';
import { DiagnosticError } from './plugin-protocol';

/** What a `data "external"` block says; Terraform knows all of it before it asks for the result. */
export interface ExternalConfig {
  program: (string | null)[];
  working_dir: string | null;
  query: Record<string, string | null> | null;
}

interface Ended {
  /** As the real provider's runtime names it, `exit status 1`; nothing for success. */
  state?: string;
  stdout: string;
  stderr: string;
}

/**
 * Runs the program of a `data "external"` block and reads its result. Source of every rule and text: hashicorp/external
 * 2.4.0, internal/provider/data_source.go.
 *
 * @param client whose directory and environment the program gets
 * @throws DiagnosticError
 */
export async function runExternalProgram(
  { program, working_dir, query }: ExternalConfig,
  client: ClientProcess,
  signal: AbortSignal,
): Promise<Record<string, string> | null> {
  const [name, ...args] = program.filter((part): part is string => Boolean(part));
  if (name === undefined) {
    throw problem(
      'External Program Missing',
      'The data source was configured without a program to execute. ' +
        'Verify the configuration contains at least one non-empty value.',
    );
  }
  const path = await lookUp(name, client);
  const directory = resolve(client.directory, working_dir ?? '');
  const { state, stdout, stderr } = await run({ path, name, args, directory, input: queryJson(query) }, client, signal);
  if (state) {
    const message = stderr
      ? `\n\nProgram: ${path}\nError Message: ${stderr}\nState: ${state}`
      : `\n\nThe program was executed, however it returned no additional error messaging.\n\nProgram: ${path}\nState: ${state}`;
    throw problem(
      'External Program Execution Failed',
      `The data source received an unexpected error while attempting to execute the program.${message}`,
    );
  }
  return readResult(stdout, path);
}

/** The query as the program gets it: sorted, without null values, and escaped as Go's encoder does it for HTML. */
function queryJson(query: ExternalConfig['query']): string {
  const present = Object.entries(query ?? {}).filter(([, value]) => value !== null);
  const sorted = Object.fromEntries(present.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  return JSON.stringify(sorted).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name with a slash is a file of Terraform's directory, any other one is looked for on PATH. */
async function lookUp(name: string, { directory, environment }: ClientProcess): Promise<string> {
  const onPath = (environment.PATH ?? '').split(delimiter).map((folder) => join(folder || '.', name));
  const problems: string[] = [];
  for (const file of name.includes('/') ? [name] : onPath) {
    const found = await fileProblem(isAbsolute(file) ? file : resolve(directory, file), file);
    if (!found) return file;
    problems.push(found);
  }
  const reason = name.includes('/') ? problems[0] : 'executable file not found in $PATH';
  throw problem(
    'External Program Lookup Failed',
    `The data source received an unexpected error while attempting to find the program.\n\n` +
      `Platform: ${process.platform}\nProgram: ${JSON.stringify(name)}\nError: exec: ${JSON.stringify(name)}: ${reason}`,
  );
}

async function fileProblem(path: string, shown: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return `stat ${shown}: no such file or directory`;
  if (found.isDirectory()) return 'is a directory';
  return access(path, constants.X_OK).then(
    () => undefined,
    () => 'permission denied',
  );
}

function run(
  {
    path,
    name,
    args,
    directory,
    input,
  }: { path: string; name: string; args: string[]; directory: string; input: string },
  client: ClientProcess,
  signal: AbortSignal,
): Promise<Ended> {
  return new Promise((done) => {
    const output = { stdout: '', stderr: '' };
    const options = { cwd: directory, env: client.environment, argv0: name, signal, killSignal: 'SIGKILL' as const };
    const child = spawn(path, args, options);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    // A program that does not read its query may have ended before it is written.
    child.stdin.on('error', () => {}).end(input);
    child.once('error', (error) => done({ ...output, state: startFailure(error, path, directory) }));
    child.once('close', (code, killed) => {
      const state = killed ? `signal: ${killed}` : code ? `exit status ${code}` : undefined;
      done({ ...output, state });
    });
  });
}

/** The system's errors as the real provider's runtime words them. */
function startFailure(error: NodeJS.ErrnoException, path: string, directory: string): string {
  if (error.name === 'AbortError') return 'signal: killed';
  if (error.code === 'ENOENT' && !existsSync(directory)) return `chdir ${directory}: no such file or directory`;
  const [, text = error.message] = getSystemErrorMap().get(error.errno ?? 0) ?? [];
  return `fork/exec ${path}: ${text}`;
}

function readResult(stdout: string, path: string): Record<string, string> | null {
  const refused = (reason: string) =>
    problem(
      'Unexpected External Program Results',
      'The data source received unexpected results after executing the program.\n\n' +
        'Program output must be a JSON encoded map of string keys and string values.\n\n' +
        `Program: ${path}\nResult Error: ${reason}`,
    );
  let result: unknown;
  try {
    result = JSON.parse(stdout);
  } catch (error) {
    throw refused(stdout.trim() ? (error as Error).message : 'unexpected end of JSON input');
  }
  if (result === null) return null;
  if (typeof result !== 'object' || Array.isArray(result)) {
    throw refused(`json: cannot unmarshal ${kindOf(result)} into Go value of type map[string]string`);
  }
  const values = Object.entries(result).map(([key, value]) => {
    // Go decodes null into the empty string.
    if (value !== null && typeof value !== 'string') {
      throw refused(`json: cannot unmarshal ${kindOf(value)} into Go value of type string`);
    }
    return [key, value ?? ''] as const;
  });
  return Object.fromEntries(values);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function problem(summary: string, detail: string): DiagnosticError {
  return new DiagnosticError('program', summary, detail);
}
