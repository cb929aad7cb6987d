import type { TrackedInstance } from '../../model/kind-types';
import { messageOf, TransientError } from '../../scripts/dynatrace/errors';
import { testRole } from '../../scripts/kinds/connection-settings';
import { failed, ok, type Rule, skipped, unchecked } from '../findings/rule';
import { type ConnectionAfter, settingsOf, subjectOfConnection } from './subjects';

export const linkAssumeRole: Rule<ConnectionAfter> = {
  id: 'link-assume-role',
  severity: 'error',
  what: 'Dynatrace itself can assume the role.',
  why: 'It is the one check that covers the whole chain; the others say which link is broken.',
  cure: 'Repair the broken link.',
  async check(subject) {
    const name = subjectOfConnection(subject.connection);
    if (subject.connection.schema === 'legacy') {
      return [skipped(name, 'the legacy schema has no dry run: run a workflow to see that it works')];
    }
    const settings = settingsOf(subject);
    if (!settings) return [skipped(name, 'not deployed')];
    try {
      await testRole(settings.instance as TrackedInstance<'connection-settings'>, subject.context);
      return [ok(name, 'Dynatrace says that it can assume the role (dry run)')];
    } catch (error) {
      return [(error instanceof TransientError ? unchecked : failed)(name, messageOf(error))];
    }
  },
};
