import type { ResolvedRole, ResolvedTenant } from '../../deployment/stacks';
import { trustPolicy } from '../../model/iam';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import { type Grant, grantsOf } from '../iam/permissions';
import { readTrust, type TrustFacts } from '../iam/trust';
import { isUnknown, type PlanIndex, textOf } from './plan-index';

/** Who may assume a role, and what they may then do, on one side of a plan. */
export interface Access {
  trust: TrustFacts;
  grants: Grant[];
  managedPolicies: string[];
  boundary?: string;
  /** Longest session, in seconds. */
  session: number;
  /** What stands for an id that Dynatrace gives during the apply. */
  placeholder?: string;
}

export interface RoleAccess {
  name: string;
  before?: Access;
  after?: Access;
  /** Names of policies on the role that this deployment does not manage. They count on both sides. */
  foreignPolicies: string[];
}

type Side = 'before' | 'after';

interface InlinePolicy {
  name: string;
  policy: string;
}

/** @param key name of the role in Terraform, the key of the connection that configures it */
export function roleAccess(plan: PlanIndex, key: string, tenant: ResolvedTenant): RoleAccess | undefined {
  const role = plan.one('aws_iam_role', key);
  if (!role) return undefined;
  const foreign = foreignPolicies(plan, key);
  const side = (which: Side): Access | undefined => {
    const values = role.change[which];
    if (!values) return undefined;
    const text = textOf(role, which, 'assume_role_policy');
    const expected = tenant.roles.find((one) => one.key === key);
    const unknown = which === 'after' && isUnknown(role, 'assume_role_policy') && expected;
    const policy = textOf(plan.one('aws_iam_role_policy', key), which, 'policy');
    const attachments = plan.all('aws_iam_role_policy_attachment', key);
    const managed = attachments.map((one) => textOf(one, which, 'policy_arn')).filter((arn) => arn !== undefined);
    return {
      trust: unknown ? expectedTrust(tenant, expected) : readTrust(text ?? '{}'),
      grants: [policy, ...foreign.inline.map((one) => one.policy)].flatMap((one) => (one ? grantsOf(one) : [])),
      managedPolicies: [...new Set([...managed, ...foreign.managed])].sort(),
      session: Number(values.max_session_duration ?? 3600),
      boundary: textOf(role, which, 'permissions_boundary'),
      ...(unknown && { placeholder: OBJECT_ID }),
    };
  };
  const [before, after] = [side('before'), side('after')];
  const name = textOf(role, 'after', 'name') ?? textOf(role, 'before', 'name') ?? key;
  return { name, before, after, foreignPolicies: [...foreign.inline.map((one) => one.name), ...foreign.managed] };
}

/** Every role of a review once, however many connections share it. */
export function changedRoles(connections: { role?: RoleAccess }[]): RoleAccess[] {
  return [...new Map(connections.flatMap(({ role }) => (role ? [[role.name, role] as const] : []))).values()];
}

/** Stands in a subject for an object id that is known only after the apply. */
const OBJECT_ID = '(object id, known after apply)';

function expectedTrust(tenant: ResolvedTenant, role: ResolvedRole): TrustFacts {
  const account = tenant.accounts.find(({ key }) => key === role.account);
  const policy = trustPolicy({
    providerArn: account?.providerArn ?? '',
    issuer: tenant.environment.issuer,
    audience: tenant.audience,
    subjects: role.connections.map(({ schema, name }) =>
      schema === 'enhanced' ? enhancedSubject(OBJECT_ID) : legacySubject(name),
    ),
  });
  return readTrust(JSON.stringify(policy));
}

/** Somebody may have put further policies on the role, which Terraform sees and leaves alone. */
function foreignPolicies(plan: PlanIndex, key: string): { inline: InlinePolicy[]; managed: string[] } {
  const live = plan.one('aws_iam_role', key)?.change.before ?? {};
  const own = plan.all('aws_iam_role_policy', key).map((one) => textOf(one, 'before', 'name'));
  const attached = plan.all('aws_iam_role_policy_attachment', key).map((one) => textOf(one, 'before', 'policy_arn'));
  const inline = (live.inline_policy ?? []) as InlinePolicy[];
  const managed = (live.managed_policy_arns ?? []) as string[];
  return {
    inline: inline.filter(({ name, policy }) => name && policy && !own.includes(name)),
    managed: managed.filter((arn) => !attached.includes(arn)),
  };
}
