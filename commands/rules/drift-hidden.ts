import { failed, type Rule } from '../findings/rule';
import { subjectOfObject, type TrackedLive } from '../live/read';

export const driftHidden: Rule<TrackedLive> = {
  id: 'drift-hidden',
  severity: 'error',
  what: 'These credentials see everything that Terraform keeps of Dynatrace.',
  why: 'Connections are private to whoever made them. What cannot be seen may be there or not, and is never taken for gone.',
  cure: 'Use the credentials that made it, share it with read and write access, or grant settings:objects:admin.',
  check(entry) {
    if (entry.live.status !== 'hidden') return [];
    return [failed(subjectOfObject(entry), entry.live.note ?? 'it cannot be seen')];
  },
};
