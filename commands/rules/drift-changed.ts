import type { Answer } from '../../scripts/look';
import { failed, ok, type Rule, unchecked } from '../findings/rule';
import { subjectOfObject, type TrackedLive } from '../live/read';

export const driftChanged: Rule<TrackedLive> = {
  id: 'drift-changed',
  severity: 'error',
  what: 'Every object in Dynatrace is as Terraform left it.',
  why: 'Terraform does not refresh these objects: a manual change would go unnoticed until something breaks.',
  cure: 'Deploy to repair it, or put the change into the deployment file.',
  check(entry) {
    const { live } = entry;
    const subject = subjectOfObject(entry);
    const detail = [...changesOf(live), ...(live.note ? [live.note] : [])].join('; ');
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
