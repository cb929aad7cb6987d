import { IAM_QUOTAS, policySize } from '../facts/aws-limits';
import { AwsError, limitExceeded, noSuchEntity } from './aws-error';
import { type IamCall, timestamp } from './iam-action';
import type { CustomerPolicy } from './iam-store';
import { readIdentityPolicy } from './policy-validation';

/** AWS's own policies all have the one version of this time here. */
export const EPOCH = '2015-02-06T18:39:46Z';

export function readPolicyDocument({ query, partition }: IamCall): string {
  const text = query.required('PolicyDocument');
  readIdentityPolicy(text, partition);
  if (policySize(text) > IAM_QUOTAS.managedPolicy) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${IAM_QUOTAS.managedPolicy}`);
  }
  return text;
}

export function readPolicyArn({ query }: IamCall): string {
  return query.required('PolicyArn');
}

export function findPolicy(call: IamCall): CustomerPolicy {
  const arn = readPolicyArn(call);
  const policy = call.account.policies.get(arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

export function storePolicy({ account, now }: IamCall, policy: CustomerPolicy): void {
  account.policies.set(policy.arn, { ...policy, updateDate: timestamp(now) });
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', 501, `The sandbox does not know ${what}.`);
}
