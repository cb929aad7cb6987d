import type { Account } from '../../deployment/schema';
import { type AwsReader, describeAwsError } from './account';
import { type RolePolicy, readPolicy } from './coverage';

/** Everything that decides what a role may do, as far as it can be read. */
export interface RolePolicies {
  policies: RolePolicy[];
  /** Policies that could not be read, with the reason. */
  unreadable: string[];
  /** ARN of the policy that bounds the role. It is not evaluated. */
  boundary?: string;
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
    ...(role.boundary && { boundary: role.boundary }),
  };
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
