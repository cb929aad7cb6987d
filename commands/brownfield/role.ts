import { IAM_LIMITS } from '../../model/iam';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import type { LiveRole } from '../iam/account';
import { describeAwsError } from '../iam/aws-errors';
import type { FoundAccount } from './account';
import type { ConnectionInput, PermissionsInput } from './inputs';
import { restrictsSubjects, trustIn } from './match';
import { carryOver } from './statements';
import type { FoundConnection } from './tenant';

/** How the deployment file takes a role over, with remarks for a reader. */
export type RoleDecision =
  | {
      kind: 'import';
      arn: string;
      role: NonNullable<ConnectionInput['role']>;
      permissions?: PermissionsInput;
      remarks: string[];
    }
  /** It stays with whoever owns it, because importing it would change it. */
  | { kind: 'existing'; arn: string; reason: string }
  | { kind: 'missing'; reason: string };

interface Use {
  name: string;
  account: FoundAccount;
  audience: string;
  /** All that assume it. */
  connections: FoundConnection[];
}

/**
 * Decides whether a role can be imported as it is: its trust, description, tags and policies have to be what a deployment
 * would write, so that the first plan changes nothing.
 */
export async function decideRole(use: Use): Promise<RoleDecision> {
  const { name, account } = use;
  try {
    const role = await account.reader.role(name);
    if (!role) return { kind: 'missing', reason: `there is no role ${name} in the account ${account.key}` };
    const reason = reasonAgainst(role, use);
    if (reason) return { kind: 'existing', arn: role.arn, reason };
    return await imported(role, account);
  } catch (error) {
    const { said, cure } = describeAwsError(error, account.config);
    const known = account.roles?.find((role) => role.name === name)?.arn;
    const reason = `it could not be read: ${said}. ${cure}`;
    return known === undefined ? { kind: 'missing', reason } : { kind: 'existing', arn: known, reason };
  }
}

function reasonAgainst(role: LiveRole, use: Use): string | undefined {
  const owned = Object.keys(role.tags).find((key) => key.startsWith('aws:'));
  if (owned) return `its tag ${owned} says that another service of AWS manages it`;
  const trust = trustReason(role, use);
  if (trust) return trust;
  if (role.maxSessionDuration < IAM_LIMITS.sessionSecondsMin)
    return 'its maximum session duration is shorter than IAM allows today';
  return undefined;
}

/** The trust that a deployment writes names one provider, one audience, and each connection that the file has. */
function trustReason(role: LiveRole, { account, audience, connections }: Use): string | undefined {
  const facts = trustIn(role, account);
  if (!facts) return `it does not trust ${account.providerArn}`;
  const wanted = connections.map(subjectOf).sort();
  const strange = facts.subjects.filter((subject) => !wanted.includes(subject));
  const lacking = wanted.filter((subject) => !facts.subjects.includes(subject));
  const audiences = facts.audiences.filter((one) => one !== audience);
  if (facts.providers.length > 1) return `it trusts ${facts.providers.join(' and ')}`;
  if (facts.others.length > 0) return `its trust policy also has the statement ${facts.others.join('; ')}`;
  if (audiences.length > 0) return `it also trusts the audience ${audiences.join(', ')}`;
  if (!facts.audiences.includes(audience))
    return 'its trust policy has no condition on the audience; importing it would add one';
  if (!restrictsSubjects(facts, account)) {
    return 'its trust policy has no condition on the subject, so every connection of the environment may assume it; importing it would restrict it to this one';
  }
  if (strange.length > 0) return `it also trusts ${strange.join(', ')}`;
  return lacking.length > 0 ? `it does not trust ${lacking.join(', ')}` : undefined;
}

function subjectOf({ schema, name, objectId }: FoundConnection): string {
  return schema === 'enhanced' ? enhancedSubject(objectId) : legacySubject(name);
}

async function imported(role: LiveRole, { reader }: FoundAccount): Promise<RoleDecision> {
  const policies = new Map<string, string>();
  for (const name of (await reader.inlinePolicyNames(role.name)) ?? []) {
    policies.set(name, (await reader.inlinePolicy(role.name, name)) ?? '{}');
  }
  const managed = (await reader.attachedPolicies(role.name)) ?? [];
  const carried = carryOver(policies);
  if ('problem' in carried) return { kind: 'existing', arn: role.arn, reason: carried.problem };
  const { statements, listsRegions } = carried;
  const permissions: PermissionsInput = {
    ...(managed.length > 0 && { managedPolicies: managed }),
    ...(statements.length > 0 && { statements }),
  };
  const remarks = [
    ...(policies.size > 0
      ? [`The deploy puts its inline policies (${[...policies.keys()].join(', ')}) into one, with the same statements.`]
      : []),
    ...(listsRegions ? [] : ['No inline policy of it allows account:ListRegions; the deploy adds that.']),
  ];
  return {
    kind: 'import',
    arn: role.arn,
    role: {
      name: role.name,
      import: true,
      ...(role.path !== '/' && { path: role.path }),
      ...(role.description !== undefined && { description: role.description }),
      ...(role.boundary !== undefined && { permissionsBoundary: role.boundary }),
      ...(role.maxSessionDuration !== IAM_LIMITS.sessionSecondsMin && { maxSessionDuration: role.maxSessionDuration }),
      ...(Object.keys(role.tags).length > 0 && { tags: role.tags }),
    },
    ...(Object.keys(permissions).length > 0 && { permissions }),
    remarks,
  };
}
