import type { Kind, TrackedInstance } from '../model/kinds';
import type { TenantAccess } from '../model/script-input';
import type { TokenPool } from './dynatrace/auth';
import { createContext } from './dynatrace/context';
import { messageOf } from './dynatrace/errors';
import type { Live } from './kinds/verbs';
import { readLive } from './look';

/** What Terraform's `data "external"` hands over: JSON in each of its texts. */
export interface Query {
  tenant: string;
  /** By kind and key. */
  resources: string;
}

type Resources = { [K in Kind]?: Record<string, TrackedInstance<K>> };

/** How long to look before giving up, in milliseconds: a plan must not wait for a tenant that is out of reach. */
const PATIENCE = 60_000;

/** How many findings are told one by one. */
const MOST_TOLD = 10;

/**
 * Compares what a state holds with what is there, and tells it in one text, empty when all is well. Never fails: what
 * keeps it from looking is a finding like any other.
 */
export async function observe({ tenant, resources }: Query, env: NodeJS.ProcessEnv): Promise<{ findings: string }> {
  try {
    const deadline = new Promise<string>((resolve) => {
      setTimeout(() => resolve(`Dynatrace was not compared: no answer within ${PATIENCE / 1000} s.`), PATIENCE).unref();
    });
    return { findings: await Promise.race([compare(JSON.parse(tenant), JSON.parse(resources), env), deadline]) };
  } catch (error) {
    return { findings: `Dynatrace was not compared: ${messageOf(error)}` };
  }
}

async function compare(access: TenantAccess, resources: Resources, env: NodeJS.ProcessEnv): Promise<string> {
  const questions = Object.entries(resources).flatMap(([kind, instances]) =>
    Object.entries(instances).map(([key, instance]) => ({ kind: kind as Kind, key, instance })),
  );
  const found: string[] = [];
  const tokens: TokenPool = new Map();
  for (const environment of new Set(questions.map(({ instance }) => instance.environment))) {
    const context = createContext(environment, access, { env, tokens });
    try {
      const asked = questions.filter(({ instance }) => instance.environment === environment);
      const answers = await readLive(asked, context);
      asked.forEach(({ kind, key }, index) => found.push(...describe(kind, key, answers[index] as Live)));
    } finally {
      await context.close();
    }
  }
  if (found.length === 0) return '';
  const told = found.slice(0, MOST_TOLD).map((line) => `- ${line}`);
  const more = found.length > MOST_TOLD ? [`and ${found.length - MOST_TOLD} more`] : [];
  return [`Dynatrace differs from the state (${found.length}):`, ...told, ...more].join('\n');
}

function describe(kind: Kind, key: string, { status, changes = [], note }: Live): string[] {
  if (status === 'in-sync') return [];
  const what = `${kind} ${key}: ${status}`;
  if (changes.length === 0) return [note ? `${what} (${note})` : what];
  return changes.map(
    ({ attribute, from, to }) => `${what}, ${attribute} is ${to || 'nothing'} instead of ${from || 'nothing'}`,
  );
}
