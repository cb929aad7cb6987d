import { dirname } from 'node:path';
import type { Kind, Recorded } from '../model/kind-types';
import { SCRIPT_VARIABLES, type TenantAccess } from '../model/script-input';
import { systemClock } from './dynatrace/clock';
import { type Context, createContext } from './dynatrace/context';
import { secretsOf } from './dynatrace/credentials';
import { ConfigurationError, exitCodeOf, messageOf } from './dynatrace/errors';
import { createLocks } from './dynatrace/locks';
import { createRedactor } from './dynatrace/redact';
import { VERBS } from './kinds';
import type { Verbs } from './kinds/verbs';
import { requireKnownShape } from './known-shape';
import { writeReport } from './report';

const redact = createRedactor(secretsOf(process.env));

const USAGE = 'usage: dynatrace.cjs <kind> <look|create|delete|read>, or dynatrace.cjs observe';

type Resource = Record<string, unknown> & { environment: string; v?: string };
type AnyVerbs = { [V in keyof Verbs<Kind>]: (input: never, context: Context) => Promise<unknown> };

async function run(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [kind = '', verb = ''] = args;
  if (kind === 'observe') return observeOnce(env);
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
    if (Array.isArray(input)) return print([]);
    throw new ConfigurationError(`${SCRIPT_VARIABLES.resource} has no \`environment\``, { cure: USAGE });
  }
  requireKnownShape(instances);
  const report = env[SCRIPT_VARIABLES.report];
  const locks = report ? createLocks(dirname(report), systemClock) : undefined;
  const context = createContext(environmentUrl, access, { env, locks, log, redact });
  try {
    const result = await act((verb === 'read' ? instances : input) as never, context);
    if (verb === 'read') print(Array.isArray(input) ? result : (result as unknown[])[0]);
    else if (report) keep(result as Recorded<Kind> | string | undefined, report);
  } finally {
    await context.close();
  }
}

/** Answers Terraform's query, which comes in the standard input. Nothing that goes wrong may fail a plan. */
async function observeOnce(env: NodeJS.ProcessEnv): Promise<void> {
  const { observe } = require('./observe') as typeof import('./observe');
  let query = '';
  for await (const chunk of process.stdin) query += chunk;
  const answer = JSON.stringify({ findings: redact(await observe(query, env)) });
  // A request that is still under way must not hold up the plan.
  process.stdout.write(answer, () => process.exit(0));
}

function keep(recorded: Recorded<Kind> | string | undefined, report: string): void {
  const value = typeof recorded === 'string' ? recorded : recorded?.object_id;
  if (value !== undefined) writeReport(report, value);
}

function json<T>(env: NodeJS.ProcessEnv, name: string): T {
  const text = env[name];
  if (!text) throw new ConfigurationError(`${name} is not set`, { cure: `Terraform sets it. ${USAGE}` });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigurationError(`${name} is not JSON`, { said: (cause as Error).message, cause });
  }
}

function log(line: string): void {
  process.stderr.write(`${redact(line)}\n`);
}

function print(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

function fail(error: unknown): void {
  log(messageOf(error));
  process.exitCode = exitCodeOf(error);
}

// Whatever is thrown outside of the run, for example by a stream, is told in one line as well.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
run(process.argv.slice(2), process.env).catch(fail);
