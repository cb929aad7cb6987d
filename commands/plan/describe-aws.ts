import type { ResourceChange } from '../../terraform/json';
import { grantsOf, grantText } from '../iam/permissions';
import { type ChangeLine, difference } from './describe';
import { fateOf, isUnknown, keyBefore, listFrom, textOf } from './plan-index';

type Describe = (change: ResourceChange) => { what: string; details?: string[] } | undefined;

/** @returns nothing for what stays, and for resources that only guard others */
export function describeAws(change: ResourceChange): ChangeLine | undefined {
  const fate = fateOf(change);
  if (fate === 'unchanged') return undefined;
  const described = (TYPES[change.type] ?? byAddress)(change);
  if (!described) return undefined;
  const happens = fate === 'moved' ? `keeps everything, and has a different key from ${keyBefore(change)}` : fate;
  return { side: 'AWS', what: described.what, fate, happens, details: described.details ?? [] };
}

const TYPES: Record<string, Describe> = {
  aws_iam_role: (change) => ({ what: `role ${nameOf(change)}`, details: roleDetails(change) }),
  aws_iam_role_policy: (change) => ({ what: `inline policy ${nameOf(change)}`, details: grantDetails(change) }),
  aws_iam_role_policies_exclusive: (change) => {
    const removed = difference(listFrom(change, 'before', 'policy_names'), listFrom(change, 'after', 'policy_names'));
    const byHand = change.change.before && change.change.after ? removed.filter((one) => one.startsWith('−')) : [];
    return byHand.length > 0 ? { what: 'inline policies added outside of Terraform', details: byHand } : undefined;
  },
  aws_iam_role_policy_attachments_exclusive: (change) => {
    const details = difference(listFrom(change, 'before', 'policy_arns'), listFrom(change, 'after', 'policy_arns'));
    return details.length > 0 ? { what: 'managed policies', details } : undefined;
  },
  aws_iam_openid_connect_provider: (change) => ({
    what: `OIDC provider ${(text(change, 'url') ?? change.name).replace('https://', '')}`,
    details: difference(listFrom(change, 'before', 'client_id_list'), listFrom(change, 'after', 'client_id_list')),
  }),
};

const byAddress: Describe = ({ address }) => ({ what: address });

function text(change: ResourceChange, attribute: string): string | undefined {
  return textOf(change, 'after', attribute) ?? textOf(change, 'before', attribute);
}

function nameOf(change: ResourceChange): string {
  return text(change, 'name') ?? String(change.index ?? change.name);
}

const ROLE_ATTRIBUTES: Record<string, string> = {
  max_session_duration: 'longest session in seconds',
  permissions_boundary: 'permissions boundary',
  description: 'description',
  path: 'path',
  name: 'name',
};

function roleDetails(change: ResourceChange): string[] {
  const { before, after } = change.change;
  if (!before || !after) return [];
  const plain = Object.entries(ROLE_ATTRIBUTES)
    .filter(([name]) => (before[name] || null) !== (after[name] || null) && !isUnknown(change, name))
    .map(([name, label]) => `${label}: ${before[name] || 'none'} → ${after[name] || 'none'}`);
  const tags = JSON.stringify(before.tags_all ?? {}) === JSON.stringify(after.tags_all ?? {}) ? [] : ['tags'];
  const trust =
    isUnknown(change, 'assume_role_policy') || before.assume_role_policy !== after.assume_role_policy
      ? ['trust policy, see below']
      : [];
  return [...trust, ...plain, ...tags];
}

function grantDetails(change: ResourceChange): string[] {
  if (isUnknown(change, 'policy')) return ['known after apply'];
  const texts = (side: 'before' | 'after') => {
    const policy = textOf(change, side, 'policy');
    return policy ? grantsOf(policy).map(grantText) : [];
  };
  return difference(texts('before'), texts('after'));
}
