import { grantText } from '../iam/permissions';
import { issuerOf } from '../iam/trust';
import type { Access, RoleAccess } from './access';

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

/** Who may assume a role before and after a plan. Lines that say nothing on both sides are left out. */
export function accessRows({ before, after }: RoleAccess): AccessRow[] {
  return PARTS.map(([label, read]) => {
    const [old, now] = [before ? read(before) : [], after ? read(after) : []];
    return { label, before: old, after: now, changed: JSON.stringify(old) !== JSON.stringify(now) };
  }).filter((row) => row.before.length > 0 || row.after.length > 0);
}
