import type { ResourceChange } from '../../terraform/json';
import { failed, type Rule } from '../findings/rule';
import type { Planned } from './subjects';

/** Attributes whose change by hand matters; the provider reports others whenever it fills in a default. */
const WATCHED: Record<string, string[]> = {
  aws_iam_role: ['assume_role_policy', 'max_session_duration', 'permissions_boundary', 'description', 'path'],
  aws_iam_role_policy: ['policy'],
  aws_iam_role_policies_exclusive: ['policy_names'],
  aws_iam_role_policy_attachments_exclusive: ['policy_arns'],
  aws_iam_openid_connect_provider: ['client_id_list', 'url'],
};

export const awsChangedByHand: Rule<Planned> = {
  id: 'aws-changed-by-hand',
  severity: 'warning',
  what: 'Nothing that Terraform manages in AWS was changed outside of Terraform.',
  why: 'A deploy reverts the change, and something may depend on it.',
  cure: 'Put the change into the deployment file, or accept that it is reverted.',
  check: ({ plan: { resource_drift: drift = [] } }) =>
    drift.flatMap((change) => {
      const text = whatChanged(change);
      return text ? [failed(change.address, `${change.address} was changed in AWS outside of Terraform: ${text}`)] : [];
    }),
};

function whatChanged({ type, change: { before, after } }: ResourceChange): string {
  if (!(type in WATCHED)) return '';
  if (!after) return 'deleted';
  return (WATCHED[type] ?? []).filter((name) => !same(before?.[name], after[name])).join(', ');
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a || null) === JSON.stringify(b || null);
}
