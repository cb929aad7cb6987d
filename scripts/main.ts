import { dirname } from 'node:path';
import { type Kind, type Recorded, SCRIPT_VARIABLES, type TenantAccess } from '../model/tracked';
import { systemClock } from './dynatrace/clock';
import { type Context, createContext } from './dynatrace/context';
import { secretsOf } from './dynatrace/credentials';
import { ConfigurationError, exitCodeOf, messageOf } from './dynatrace/errors';
import { createJournal, type Journal, writeAtomically } from './dynatrace/journal';
import { createRedactor } from './dynatrace/redact';
import { KINDS } from './kinds';
import type { Verbs } from './kinds/verbs';

const redact = createRedactor(secretsOf(process.env));

const USAGE = 'usage: dynatrace.cjs <kind> <create|delete|read>';

type Resource = Record<string, unknown> & { environment: string };
type AnyVerbs = { [V in keyof Verbs<Kind>]: (input: never, context: Context) => Promise<unknown> };

async function run(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [kind = '', verb = ''] = args;
  const load = Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : undefined;
  if (!load || !['create', 'delete', 'read'].includes(verb)) {
    throw new ConfigurationError(`unknown command "${args.join(' ')}"`, {
      cure: `${USAGE}; kinds are ${Object.keys(KINDS).join(', ')}`,
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
  const report = env[SCRIPT_VARIABLES.report];
  const journal = report ? createJournal(dirname(report), systemClock) : undefined;
  const context = createContext(environmentUrl, access, { env, journal, log, redact });
  try {
    const verbs = load() as unknown as AnyVerbs;
    const result = await verbs[verb as keyof AnyVerbs]((verb === 'read' ? instances : input) as never, context);
    if (verb === 'read') print(Array.isArray(input) ? result : (result as unknown[])[0]);
    if (verb === 'create') keep(result as Recorded<Kind> | undefined, report, journal);
  } finally {
    await context.close();
  }
}

/** The report is what Terraform remembers; only once it is there may the traces of the work go. */
function keep(recorded: Recorded<Kind> | undefined, report: string | undefined, journal: Journal | undefined): void {
  const [value] = Object.values(recorded ?? {});
  if (report && typeof value === 'string') writeAtomically(report, value);
  journal?.endAll();
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
