import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tracked } from '../../terraform/instances';
import { directoryOf } from '../../terraform/stack';

/**
 * Addresses to replace so that what was there before is looked at again, where the run that looked was stopped before the
 * state had its answer, and left it on no disk of this machine. Nothing has been written then: the guard waits for it.
 */
export function looksToRepeat(stack: string, tracked: Tracked[]): string[] {
  return tracked.flatMap(({ unanswered, blocks: { look, before } }) => {
    if (unanswered === undefined) return [];
    const lost = !existsSync(join(directoryOf(stack), 'recorded', unanswered));
    return [...(lost && look ? [look] : []), ...(before ? [before] : [])];
  });
}
