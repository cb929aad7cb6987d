import type { ResolvedStack } from '../../deployment/resolved-stack';
import { type Answer, readLive } from '../../scripts/look';
import type { Tracked } from '../../terraform/instances';
import { lookAt } from './look';

export interface TrackedLive extends Tracked {
  live: Answer;
}

/** How a finding names an object, for example `connection-share ops/group:SRE`. */
export function subjectOfObject({ kind, key }: Pick<Tracked, 'kind' | 'key'>): string {
  return `${kind} ${key}`;
}

/**
 * Reads everything that the state of a stack holds, except for what is no object.
 *
 * @throws DynatraceError when nothing at all can be read
 */
export async function readDrift(stack: ResolvedStack, tracked: Tracked[]): Promise<TrackedLive[]> {
  // What was never finished is created by the next deploy, whatever is there.
  const objects = tracked.filter(({ kind, unfinished }) => kind !== 'preflight' && !unfinished);
  const environments = [...new Set(objects.map(({ instance }) => instance.environment))];
  const found = new Map<Tracked, Answer>();
  for (const environment of environments) {
    const inside = objects.filter(({ instance }) => instance.environment === environment);
    const context = lookAt(stack, environment);
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
