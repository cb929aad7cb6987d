import { gunzipSync } from 'node:zlib';
import type { Kind, TrackedInstance } from '../model/kind-types';
import type { TenantAccess } from '../model/script-input';
import { type ContextOptions, createContext } from './dynatrace/context';
import { type Limits, limitsOf, withCall } from './dynatrace/deadline';
import { messageOf } from './dynatrace/errors';
import type { Live } from './kinds/verbs';
import { requireKnownShape } from './known-shape';
import { readLive } from './look';

/** What Terraform's `data "external"` hands over: JSON in each of its texts. */
interface Query {
  tenant: string;
  /** By kind and key, as Terraform's `base64gzip` writes it. */
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
 *
 * @param query JSON
 */
export async function observe(query: string, env: NodeJS.ProcessEnv, patience = PATIENCE): Promise<string> {
  try {
    const { tenant, resources } = JSON.parse(query) as Query;
    const deadline = new Promise<string>((resolve) => {
      const findings = `Dynatrace was not compared: no answer within ${patience / 1_000} s.`;
      setTimeout(() => resolve(findings), patience).unref();
    });
    const options = { env, tokens: new Map(), limits: limitsWithin(patience, env) };
    return await Promise.race([compare(JSON.parse(tenant), unpacked(resources), options), deadline]);
  } catch (error) {
    return `Dynatrace was not compared: ${messageOf(error)}`;
  }
}

function unpacked(resources: string): Resources {
  return JSON.parse(gunzipSync(Buffer.from(resources, 'base64')).toString());
}

/** A call that gets no answer ends early enough for what else was found to be told. */
function limitsWithin(patience: number, env: NodeJS.ProcessEnv): Limits {
  const limits = limitsOf(env);
  return limits.call > patience / 2 ? withCall(limits, patience / 2) : limits;
}

async function compare(access: TenantAccess, resources: Resources, options: ContextOptions): Promise<string> {
  const questions = Object.entries(resources).flatMap(([kind, instances]) =>
    Object.entries(instances).map(([key, instance]) => ({ kind: kind as Kind, key, instance })),
  );
  requireKnownShape(questions.map(({ instance }) => instance as { v?: string }));
  const differences: string[] = [];
  const unread = new Map<string, Set<Kind>>();
  for (const environment of new Set(questions.map(({ instance }) => instance.environment))) {
    const context = createContext(environment, access, options);
    try {
      const asked = questions.filter(({ instance }) => instance.environment === environment);
      const answers = await readLive(asked, context);
      for (const [index, { kind, key }] of asked.entries()) {
        const { status, note = '', changes = [] } = answers[index] as Live;
        if (status === 'unreadable') unread.set(note, (unread.get(note) ?? new Set()).add(kind));
        else if (status !== 'in-sync') differences.push(...describe(`${kind} ${key}`, { status, note, changes }));
      }
    } finally {
      await context.close();
    }
  }
  const failures = [...unread].map(([note, kinds]) => `Dynatrace was not compared (${[...kinds].join(', ')}): ${note}`);
  return [...told(differences), ...failures].join('\n');
}

function told(differences: string[]): string[] {
  if (differences.length === 0) return [];
  const more = differences.length > MOST_TOLD ? [`and ${differences.length - MOST_TOLD} more`] : [];
  const lines = differences.slice(0, MOST_TOLD).map((line) => `- ${line}`);
  return [`Dynatrace differs from the state (${differences.length}):`, ...lines, ...more];
}

function describe(subject: string, { status, changes = [], note }: Live): string[] {
  const what = `${subject}: ${status}`;
  if (changes.length === 0) return [note ? `${what} (${note})` : what];
  return changes.map(
    ({ attribute, from, to }) => `${what}, ${attribute} is ${to || 'nothing'} instead of ${from || 'nothing'}`,
  );
}
