import type { Account } from '../../deployment/schema';
import type { AwsReader } from './account';
import { describeAwsError } from './aws-errors';
import { type Coverage, coverageOf, type RolePolicy, readPolicy, type Target } from './coverage';

/** Everything that decides what a role may do, as far as it can be read. */
export interface RolePolicies {
  policies: RolePolicy[];
  /** Policies that could not be read, with the reason. */
  unreadable: string[];
  boundary?: Boundary;
}

/** The policy that a role may never do more than. */
export interface Boundary {
  arn: string;
  /** What it says, or why that could not be read. */
  policy: RolePolicy | { problem: string };
}

/**
 * Reads the inline and managed policies of a role.
 *
 * @returns nothing where there is no such role
 * @throws what AWS fails with when the role itself or the list of its policies cannot be read
 */
export async function policiesOfRole(
  name: string,
  reader: AwsReader,
  account: Account,
): Promise<RolePolicies | undefined> {
  const role = await reader.role(name);
  if (!role) return undefined;
  const names = (await reader.inlinePolicyNames(name)) ?? [];
  const attached = (await reader.attachedPolicies(name)) ?? [];
  const inline = await readAll(names, account, (one) => reader.inlinePolicy(name, one), 'inline ');
  const managed = await managedPolicies(attached, reader, account);
  return {
    policies: [...inline.policies, ...managed.policies],
    unreadable: [...inline.unreadable, ...managed.unreadable],
    ...(await boundaryOf(role.boundary, reader, account)),
  };
}

/** Reads the permissions boundary of a role, if it has one. */
export async function boundaryOf(
  arn: string | undefined,
  reader: AwsReader,
  account: Account,
): Promise<Pick<RolePolicies, 'boundary'>> {
  if (arn === undefined) return {};
  const { policies, unreadable } = await managedPolicies([arn], reader, account);
  return { boundary: { arn, policy: policies[0] ?? { problem: unreadable.join() } } };
}

/** Whether a role may do something: its policies have to allow it, and its boundary as well where that can be read. */
export function coverageOfRole(action: string, targets: Target[], { policies, boundary }: RolePolicies): Coverage {
  const granted = coverageOf(action, targets, policies);
  if (!boundary || 'problem' in boundary.policy || granted.status === 'denied') return granted;
  const { status, details } = coverageOf(action, targets, [boundary.policy]);
  if (status === 'denied') return { status, details };
  if (status === 'missing') return { status: 'denied', details: [`not allowed by the boundary ${boundary.arn}`] };
  if (status === 'allowed' || granted.status === 'missing') return granted;
  return { status: 'partly', details: [...granted.details, ...details] };
}

/** Reads managed policies, attached or not. */
export function managedPolicies(arns: string[], reader: AwsReader, account: Account) {
  return readAll(arns, account, (arn) => reader.managedPolicy(arn), '');
}

async function readAll(
  names: string[],
  account: Account,
  read: (name: string) => Promise<string | undefined>,
  prefix: string,
): Promise<Pick<RolePolicies, 'policies' | 'unreadable'>> {
  const policies: RolePolicy[] = [];
  const unreadable: string[] = [];
  for (const name of names) {
    try {
      const text = await read(name);
      if (text === undefined) unreadable.push(`${prefix}${name}: it does not exist`);
      else policies.push(readPolicy(`${prefix}${name}`, text));
    } catch (error) {
      unreadable.push(`${prefix}${name}: ${describeAwsError(error, account).said}`);
    }
  }
  return { policies, unreadable };
}
