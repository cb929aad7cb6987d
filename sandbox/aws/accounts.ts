import { iamRoleArn, type Partition } from '../facts/aws-names';
import type { Keys } from './callers';
import type { IamBackend } from './iam';
import { timestamp, uniqueId } from './iam-action';

/** The account and the access key that are there from the start. */
export const SANDBOX_ACCOUNT_ID = '123456789012';
export const SANDBOX_ACCESS_KEY_ID = 'AKIASANDBOX0EXAMPLE0';

export interface AddedAccount {
  /** Twelve digits. */
  id: string;
  /** Name of a role that may do everything, and that the users of `trusted` may assume. @default none */
  role?: string;
  /** @default SANDBOX_ACCOUNT_ID */
  trusted?: string;
}

/** An access key of a user who may do everything in an account. */
export interface AccountKey {
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** ARN of the role that was asked for. */
  roleArn?: string;
}

interface Surroundings {
  keys: Keys;
  partition: Partition;
  iam: IamBackend;
  /** Now, in milliseconds. */
  clock: () => number;
}

/** @throws RangeError when the id is malformed, or when a role is asked of an IAM that is elsewhere. */
export function addAccount(
  { id, role, trusted = SANDBOX_ACCOUNT_ID }: AddedAccount,
  { keys, partition, iam, clock }: Surroundings,
): AccountKey {
  if (!/^\d{12}$/.test(id)) throw new RangeError(`an account id has twelve digits, got "${id}"`);
  const accessKeyId = uniqueId('AKIA', 20);
  const secretAccessKey = uniqueId('', 40);
  keys.accounts[accessKeyId] = id;
  keys.secrets[accessKeyId] = secretAccessKey;
  if (!role) return { accountId: id, accessKeyId, secretAccessKey };
  if (!iam.account) throw new RangeError('only the embedded IAM can make roles by itself');
  const arn = iamRoleArn(partition, id, '/', role);
  iam.account(id).roles.set(role.toLowerCase(), {
    arn,
    id: uniqueId('AROA', 21),
    name: role,
    path: '/',
    createDate: timestamp(new Date(clock())),
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${trusted}:root` }, Action: 'sts:AssumeRole' },
      ],
    }),
    maxSessionSeconds: 3600,
    tags: {},
    inlinePolicies: {},
    attachedPolicies: [`arn:${partition}:iam::aws:policy/AdministratorAccess`],
  });
  return { accountId: id, accessKeyId, secretAccessKey, roleArn: arn };
}
