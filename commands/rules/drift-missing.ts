import { failed, type Rule } from '../findings/rule';
import { subjectOfObject, type TrackedLive } from '../live/read';

export const driftMissing: Rule<TrackedLive> = {
  id: 'drift-missing',
  severity: 'error',
  what: 'Every object in Dynatrace that Terraform tracks still exists.',
  why: 'Terraform does not refresh these objects: a deleted connection would not show up in its plan.',
  cure: 'Deploy to recreate it, or remove it from the deployment file.',
  check(entry) {
    if (entry.live.status !== 'missing') return [];
    return [failed(subjectOfObject(entry), entry.live.note ?? 'it is gone', 'Deploy again: npm run deploy')];
  },
};
