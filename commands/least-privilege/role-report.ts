import { grantedStatements } from '../../deployment/resolve';
import type { ResolvedAccount, ResolvedRole, ResolvedStack } from '../../deployment/resolved-stack';
import { inlinePolicy } from '../../model/iam';
import { type AwsReader, openAccount } from '../iam/account';
import { describeAwsError } from '../iam/aws-errors';
import { readPolicy } from '../iam/coverage';
import { boundaryOf, managedPolicies, policiesOfRole, type RolePolicies } from '../iam/role-policies';
import type { StackUsage } from '../usage/tenant-usage';
import type { Use } from '../usage/users';
import { compareNeeds, listsRegions, type NeedFinding, type Surplus, surplusOf } from './comparison';
import { type Needs, needsOfUses } from './needs';

/** What the workflows of one role's connections need, and what the role is granted. */
export interface RoleReport {
  tenant: string;
  stack: string;
  /** Key of the connection that configures the role. */
  key: string;
  name: string;
  role: ResolvedRole;
  connections: string[];
  /** The role as IAM has it, or as the file says where IAM has none or cannot be asked. */
  comparedWith: 'IAM' | 'the file';
  needs: NeedFinding[];
  /** The same compared with what the file says, which a patch of the file is made from. */
  fileNeeds: NeedFinding[];
  /** Uses by actions that are not in the catalogue. */
  unknown: Needs['unknown'];
  surplus: Surplus[];
  /** What a reader has to know beside it, one sentence each. */
  notes: string[];
}

/** Reports every role of a stack. */
export async function reportRoles(stack: ResolvedStack, usage: StackUsage): Promise<RoleReport[]> {
  const readers = new Map<string, AwsReader>();
  const reports: RoleReport[] = [];
  for (const role of stack.roles) {
    const account = stack.accounts.find(({ key }) => key === role.account);
    if (!account) continue;
    const reader = readers.get(role.account) ?? openAccount(account.config);
    readers.set(role.account, reader);
    reports.push(await reportRole(stack, role, account, reader, usesOf(role, usage)));
  }
  return reports;
}

function usesOf({ connections }: ResolvedRole, usage: StackUsage): Use[] {
  return usage.connections
    .filter((used) => connections.some(({ key, schema }) => key === used.key && schema === used.schema))
    .flatMap(({ uses }) => uses);
}

async function reportRole(
  stack: ResolvedStack,
  role: ResolvedRole,
  { config, partition }: ResolvedAccount,
  reader: AwsReader,
  uses: Use[],
): Promise<RoleReport> {
  const needs = needsOfUses(uses, { partition, accountId: config.id });
  const planned = await plannedPolicies(role, reader, config);
  const { live, problem } = await livePolicies(role, reader, config);
  const policies = live ?? planned;
  return {
    tenant: stack.key,
    stack: stack.name,
    key: role.key,
    name: role.name,
    role,
    connections: role.connections.map(({ key }) => key),
    comparedWith: live ? 'IAM' : 'the file',
    needs: compareNeeds(needs.known, policies),
    fileNeeds: compareNeeds(needs.known, planned),
    unknown: needs.unknown,
    surplus: surplusOf(needs.known, policies),
    notes: [...problem, ...notesOf(policies, uses)],
  };
}

/** What the file grants, with the managed policies that it names. */
async function plannedPolicies(
  { config: { permissions, role } }: ResolvedRole,
  reader: AwsReader,
  account: ResolvedAccount['config'],
): Promise<RolePolicies> {
  const inline = readPolicy('the file', JSON.stringify(inlinePolicy(grantedStatements(permissions))));
  const managed = await managedPolicies(permissions.managedPolicies, reader, account);
  const bounds = await boundaryOf(role.permissionsBoundary, reader, account);
  return { policies: [inline, ...managed.policies], unreadable: managed.unreadable, ...bounds };
}

async function livePolicies(
  { name }: ResolvedRole,
  reader: AwsReader,
  account: ResolvedAccount['config'],
): Promise<{ live?: RolePolicies; problem: string[] }> {
  try {
    const live = await policiesOfRole(name, reader, account);
    return live ? { live, problem: [] } : { problem: ['The role does not exist yet.'] };
  } catch (error) {
    const { said, cure } = describeAwsError(error, account);
    return { problem: [`The role cannot be read: ${said}. ${cure}`] };
  }
}

function notesOf(policies: RolePolicies, uses: Use[]): string[] {
  const { boundary, unreadable } = policies;
  return [
    ...(boundary && 'problem' in boundary.policy
      ? [`The boundary may allow less than these policies; it could not be read: ${boundary.policy.problem}.`]
      : []),
    ...unreadable.map((one) => `This policy could not be read, so that it may grant more: ${one}`),
    ...(uses.length > 0 && !listsRegions(policies)
      ? ['It may not list regions (account:ListRegions on *), which the editor of every action does.']
      : []),
  ];
}
