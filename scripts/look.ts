import type { Kind, TrackedInstance } from '../model/kinds';
import type { Context } from './dynatrace/context';
import { messageOf } from './dynatrace/errors';
import { VERBS } from './kinds';
import type { Live, Verbs } from './kinds/verbs';

/** Something to compare with what is there: what a state holds, or what a deployment file wants. */
export interface Question<K extends Kind = Kind> {
  kind: K;
  instance: TrackedInstance<K>;
}

/** What is there, or why it could not be read. */
export interface Answer extends Live {
  /** What the read threw. */
  error?: unknown;
}

/** Compares instances with what is there, kind by kind, and answers in the same order. */
export async function readLive(questions: Question[], context: Context): Promise<Answer[]> {
  const answers = new Map<Question, Answer>();
  await Promise.all(
    [...new Set(questions.map(({ kind }) => kind))].map(async (kind) => {
      const asked = questions.filter((question) => question.kind === kind);
      const live = await readKind(kind, asked, context);
      asked.forEach((question, index) => void answers.set(question, live[index] as Answer));
    }),
  );
  return questions.map((question) => answers.get(question) as Answer);
}

async function readKind(kind: Kind, asked: Question[], context: Context): Promise<Answer[]> {
  const verbs = VERBS[kind]() as Pick<Verbs<Kind>, 'read'>;
  try {
    return await verbs.read(asked.map(({ instance }) => instance) as never, context);
  } catch (error) {
    return asked.map(() => ({ status: 'unreadable', note: messageOf(error), error }));
  }
}
