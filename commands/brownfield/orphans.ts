import { CONNECTION_SCHEMAS } from '../../model/connection';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import type { Context } from '../../scripts/dynatrace/context';
import { DynatraceError, TransientError } from '../../scripts/dynatrace/errors';
import { type Existence, existenceOf } from '../../scripts/dynatrace/visibility';
import type { FoundAccount } from './account';
import { trustIn } from './match';
import type { Note } from './notes';
import type { FoundTenant } from './tenant';

type Looking = Pick<FoundTenant, 'known' | 'hidden'> & { audience: string; context: Context };

const LEGACY = legacySubject('');

/**
 * Roles that trust connections of this environment which nobody has shown: of others, or gone. They tell of connections
 * that are hidden from these credentials.
 */
export async function orphanedTrust(
  accounts: FoundAccount[],
  { known, hidden, audience, context }: Looking,
): Promise<Note[]> {
  const subjects = new Set(known.flatMap(({ name, objectId }) => [legacySubject(name), enhancedSubject(objectId)]));
  const notes: Note[] = [];
  for (const account of accounts) {
    for (const role of account.roles ?? []) {
      const facts = trustIn(role, account);
      if (!facts?.audiences.includes(audience)) continue;
      for (const subject of facts.subjects.filter((one) => !subjects.has(one))) {
        notes.push(await noteOf(role.name, subject, { hidden, context }));
      }
    }
  }
  return notes;
}

async function noteOf(role: string, subject: string, looking: Pick<Looking, 'hidden' | 'context'>): Promise<Note> {
  const about = { subject: `role ${role}` };
  const existence = await existenceBehind(subject, looking);
  if (existence === 'gone') return { ...about, status: 'other', detail: `it trusts ${subject}, which does not exist` };
  const detail =
    existence === 'hidden'
      ? `it trusts ${subject}, which exists and is private to another user`
      : `it trusts ${subject}, which these credentials cannot see, or which is gone`;
  return { ...about, status: 'hidden', detail };
}

async function existenceBehind(
  subject: string,
  { hidden, context }: Pick<Looking, 'hidden' | 'context'>,
): Promise<Existence> {
  if (hidden) {
    const trusted = hidden.some(({ name, objectId }) =>
      [legacySubject(name), enhancedSubject(objectId)].includes(subject),
    );
    return trusted ? 'hidden' : 'gone';
  }
  // Nobody can be asked about an object id.
  if (!subject.startsWith(LEGACY)) return 'unknown';
  try {
    return await existenceOf({ schema: CONNECTION_SCHEMAS.legacy, name: subject.slice(LEGACY.length) }, context);
  } catch (error) {
    if (error instanceof DynatraceError && !(error instanceof TransientError)) return 'unknown';
    throw error;
  }
}
