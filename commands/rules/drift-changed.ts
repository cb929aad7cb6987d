import { failed, ok, type Rule, unchecked } from '../findings/rule';
import { type Answer, subjectOfObject, type TrackedLive } from '../live/read';

export const driftChanged: Rule<TrackedLive> = {
  id: 'drift-changed',
  severity: 'error',
  what: 'Everything in Dynatrace is as Terraform left it.',
  why: 'Terraform has no refresh for these objects: a change by hand would stay until something stops working.',
  cure: 'Deploy, which repairs it, or put the change into the deployment file.',
  check(entry) {
    const { live, tainted } = entry;
    const subject = subjectOfObject(entry);
    const unfinished = tainted ? ['its last deploy failed, so the next one repeats it'] : [];
    const detail = [...changesOf(live), ...unfinished, ...(live.note ? [live.note] : [])].join('; ');
    if (live.status === 'in-sync') return [ok(subject, detail || 'in sync')];
    if (live.status === 'changed') return [failed(subject, detail || 'changed', 'Deploy again: npm run deploy')];
    return live.status === 'unreadable' ? [unchecked(subject, detail)] : [];
  },
};

function changesOf({ changes = [] }: Answer): string[] {
  return changes.map(({ attribute, from, to }) => `${attribute}: ${quoted(from)} -> ${quoted(to)}`);
}

function quoted(text: string): string {
  return text === '' ? 'nothing' : text.replace(/\s+/g, ' ');
}
