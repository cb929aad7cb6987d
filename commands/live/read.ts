import type { ResolvedTenant } from '../../deployment/stacks';
import type { Kind, TrackedInstance } from '../../model/tracked';
import type { Context } from '../../scripts/dynatrace/context';
import { messageOf } from '../../scripts/dynatrace/errors';
import { KINDS } from '../../scripts/kinds';
import type { Live, Verbs } from '../../scripts/kinds/verbs';
import type { Tracked } from '../../terraform/instances';
import { lookAt } from './look';

/** Something to compare with what is there: what a state keeps, or what a deployment file wants. */
export interface Question<K extends Kind = Kind> {
  kind: K;
  instance: TrackedInstance<K>;
}

/** What is there, or why it could not be read. */
export interface Answer extends Live {
  /** What the read threw. */
  error?: unknown;
}

export interface TrackedLive extends Tracked {
  live: Answer;
}

/** Compares instances with what is there through the scripts' own read verbs, and answers in the same order. */
export async function readLive(questions: Question[], context: Context): Promise<Answer[]> {
  const answers = new Map<Question, Answer>();
  const kinds = [...new Set(questions.map(({ kind }) => kind))];
  await Promise.all(
    kinds.map(async (kind) => {
      const asked = questions.filter((question) => question.kind === kind);
      const live = await readKind(kind, asked, context);
      asked.forEach((question, index) => void answers.set(question, live[index] as Answer));
    }),
  );
  return questions.map((question) => answers.get(question) as Answer);
}

/**
 * Reads everything that the state of a tenant keeps, except for what is no object.
 *
 * @throws DynatraceError when nothing at all can be read
 */
export async function readDrift(tenant: ResolvedTenant, tracked: Tracked[]): Promise<TrackedLive[]> {
  const objects = tracked.filter(({ kind }) => kind !== 'preflight');
  const environments = [...new Set(objects.map(({ instance }) => instance.environment))];
  const found = new Map<Tracked, Answer>();
  for (const environment of environments) {
    const inside = objects.filter(({ instance }) => instance.environment === environment);
    const context = lookAt(tenant, environment);
    try {
      const live = await readLive(inside, context);
      inside.forEach((one, index) => void found.set(one, live[index] as Answer));
    } finally {
      await context.close();
    }
  }
  const answers = [...found.values()];
  if (answers[0] && answers.every(({ error }) => error)) throw answers[0].error;
  return objects.map((one) => ({ ...one, live: found.get(one) as Answer }));
}

async function readKind(kind: Kind, asked: Question[], context: Context): Promise<Answer[]> {
  const verbs = KINDS[kind]() as Pick<Verbs<Kind>, 'read'>;
  try {
    return await verbs.read(asked.map(({ instance }) => instance) as never, context);
  } catch (error) {
    return asked.map(() => ({ status: 'unreadable', note: messageOf(error), error }));
  }
}
