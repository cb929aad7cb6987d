import { dirname } from 'node:path';
import type { Kind, Recorded } from '../model/kind-types';
import { SCRIPT_VARIABLES, type TenantAccess } from '../model/script-input';
import { systemClock } from './dynatrace/clock';
import { type Context, createContext } from './dynatrace/context';
import { ConfigurationError } from './dynatrace/errors';
import { createLocks } from './dynatrace/locks';
import type { Redactor } from './dynatrace/redact';
import { VERBS } from './kinds';
import type { Verbs } from './kinds/verbs';
import { requireKnownShape } from './known-shape';
import { writeReport } from './report';

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** Opened by what reads it alone: that takes a script a few milliseconds. */
  stdin: () => AsyncIterable<Buffer | string>;
  log(line: string): void;
  redact: Redactor;
}

const USAGE = 'usage: dynatrace.cjs <kind> <look|create|delete|read>, or dynatrace.cjs observe';

type Resource = Record<string, unknown> & { environment: string; v?: string };
type AnyVerbs = { [V in keyof Verbs<Kind>]: (input: never, context: Context) => Promise<unknown> };

/**
 * Does what the arguments say to the object that the environment describes.
 *
 * @returns what Terraform or a command reads from the standard output, empty when they read nothing
 */
export async function run(args: string[], { env, stdin, log, redact }: Surroundings): Promise<string> {
  const [kind = '', verb = ''] = args;
  if (kind === 'observe') return observeOnce(stdin, env, redact);
  const verbs = Object.hasOwn(VERBS, kind) ? (VERBS[kind as Kind]() as unknown as Partial<AnyVerbs>) : {};
  const act = Object.hasOwn(verbs, verb) ? verbs[verb as keyof AnyVerbs] : undefined;
  if (!act) {
    throw new ConfigurationError(`unknown command "${args.join(' ')}"`, {
      cure: `${USAGE}; kinds are ${Object.keys(VERBS).join(', ')}`,
    });
  }
  const input = json<Resource | Resource[]>(env, SCRIPT_VARIABLES.resource);
  const access = json<TenantAccess>(env, SCRIPT_VARIABLES.tenant);
  const instances = Array.isArray(input) ? input : [input];
  const environmentUrl = instances[0]?.environment;
  if (!environmentUrl) {
    if (Array.isArray(input)) return text([]);
    throw new ConfigurationError(`${SCRIPT_VARIABLES.resource} has no \`environment\``, { cure: USAGE });
  }
  requireKnownShape(instances);
  const report = env[SCRIPT_VARIABLES.report];
  const locks = report ? createLocks(dirname(report), systemClock) : undefined;
  const context = createContext(environmentUrl, access, { env, locks, log, redact });
  try {
    const result = await act((verb === 'read' ? instances : input) as never, context);
    if (verb === 'read') return text(Array.isArray(input) ? result : (result as unknown[])[0]);
    if (report) keep(result as Recorded<Kind> | string | undefined, report);
    return '';
  } finally {
    await context.close();
  }
}

/** Answers Terraform's query, which comes in the standard input. Nothing that goes wrong may fail a plan. */
async function observeOnce(stdin: Surroundings['stdin'], env: NodeJS.ProcessEnv, redact: Redactor): Promise<string> {
  const { observe } = require('./observe') as typeof import('./observe');
  let query = '';
  for await (const chunk of stdin()) query += chunk;
  return JSON.stringify({ findings: redact(await observe(query, env)) });
}

function keep(recorded: Recorded<Kind> | string | undefined, report: string): void {
  const value = typeof recorded === 'string' ? recorded : recorded?.object_id;
  if (value !== undefined) writeReport(report, value);
}

function json<T>(env: NodeJS.ProcessEnv, name: string): T {
  const value = env[name];
  if (!value) throw new ConfigurationError(`${name} is not set`, { cure: `Terraform sets it. ${USAGE}` });
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new ConfigurationError(`${name} is not JSON`, { said: (cause as Error).message, cause });
  }
}

function text(result: unknown): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
