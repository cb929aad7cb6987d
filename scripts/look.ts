import type { Kind, TrackedInstance } from '../model/kind-types';
import { KINDS } from '../model/kinds';
import type { Context } from './dynatrace/context';
import { messageOf } from './dynatrace/errors';
import { VERBS } from './kinds';
import type { Live, Verbs } from './kinds/verbs';

/** Something to compare with what is there: what a state holds, or what a deployment file wants. */
export interface Question<K extends Kind = Kind> {
  kind: K;
  /** What parts are recognised by: the key of what they belong to begins theirs. */
  key?: string;
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
  return questions.map((question) => {
    const answer = answers.get(question) as Answer;
    const whole = answer.status === 'missing' ? questions.find((other) => isPartOf(question, other)) : undefined;
    const hidden = whole && answers.get(whole);
    // What belongs to something that cannot be seen cannot be seen either.
    return hidden?.status === 'hidden' ? { ...answer, status: 'hidden', note: hidden.note } : answer;
  });
}

function isPartOf({ kind, key = '' }: Question, { kind: other, key: whole }: Question): boolean {
  if (whole === undefined || !KINDS[kind].partOf.includes(other)) return false;
  return key === whole || key.startsWith(`${whole}/`);
}

async function readKind(kind: Kind, asked: Question[], context: Context): Promise<Answer[]> {
  const verbs = VERBS[kind]() as Pick<Verbs<Kind>, 'read'>;
  try {
    return await verbs.read(asked.map(({ instance }) => instance) as never, context);
  } catch (error) {
    return asked.map(() => ({ status: 'unreadable', note: messageOf(error), error }));
  }
}
