import { failed, type Rule } from '../findings/rule';
import { subjectOfObject, type TrackedLive } from '../live/read';

export const driftMissing: Rule<TrackedLive> = {
  id: 'drift-missing',
  severity: 'error',
  what: 'Everything that Terraform keeps of Dynatrace is still there.',
  why: 'Terraform has no refresh for these objects: it would plan no changes for a connection that somebody deleted.',
  cure: 'Deploy, which creates it again, or remove it from the deployment file.',
  check(entry) {
    if (entry.live.status !== 'missing') return [];
    return [failed(subjectOfObject(entry), entry.live.note ?? 'it is gone', 'Deploy again: npm run deploy')];
  },
};
