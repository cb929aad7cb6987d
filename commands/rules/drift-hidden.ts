import { failed, type Rule } from '../findings/rule';
import { subjectOfObject, type TrackedLive } from '../live/read';

export const driftHidden: Rule<TrackedLive> = {
  id: 'drift-hidden',
  severity: 'error',
  what: 'These credentials can see every object that Terraform tracks in Dynatrace.',
  why: 'Connections are private to their creator. An object that cannot be seen may still exist, and is never treated as deleted.',
  cure: 'Use the credentials that created it, or let its owner share it with read-write access.',
  check(entry) {
    if (entry.live.status !== 'hidden') return [];
    return [failed(subjectOfObject(entry), entry.live.note ?? 'it cannot be seen')];
  },
};
