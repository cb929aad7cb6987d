import { grantText } from '../iam/permissions';
import { issuerOf } from '../iam/trust';
import type { Access, RoleAccess } from './access';
import type { ConnectionReview } from './connections';

/** One line of "who may assume the role": a label, and what it says on both sides. */
export interface AccessRow {
  label: string;
  before: string[];
  after: string[];
  changed: boolean;
}

type Part = [string, (access: Access) => string[]];

const PARTS: Part[] = [
  ['Issuer', ({ trust }) => trust.providers.map(issuerOf)],
  ['OIDC provider', ({ trust }) => trust.providers],
  ['Audience', ({ trust }) => trust.audiences],
  ['Subject', ({ trust }) => trust.subjects],
  ['Also trusted', ({ trust }) => trust.others],
  ['Longest session', ({ session }) => [`${session} s`]],
  ['Permissions boundary', ({ boundary }) => (boundary ? [boundary] : [])],
  ['Managed policies', ({ managedPolicies }) => managedPolicies],
  ['Inline permissions', ({ grants }) => grants.map(grantText)],
];

/**
 * Who may assume the role of a connection before and after a plan. Lines that say nothing on both sides are left out.
 */
export function accessRows({ role, sessionPolicies }: Pick<ConnectionReview, 'role' | 'sessionPolicies'>): AccessRow[] {
  const { before, after }: Partial<RoleAccess> = role ?? {};
  const rows = PARTS.map(([label, read]) => rowOf(label, before ? read(before) : [], after ? read(after) : []));
  const narrowing = rowOf('Session policies, which narrow them', sessionPolicies.before, sessionPolicies.after);
  return [...rows, narrowing].filter((row) => row.before.length > 0 || row.after.length > 0);
}

function rowOf(label: string, before: string[], after: string[]): AccessRow {
  return { label, before, after, changed: JSON.stringify(before) !== JSON.stringify(after) };
}
