import type { ResolvedRole, ResolvedStack } from '../../deployment/resolved-stack';
import { trustPolicy } from '../../model/iam';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import type { ResourceChange } from '../../terraform/json';
import { type Grant, grantsOf } from '../iam/permissions';
import { readTrust, type TrustFacts } from '../iam/trust';
import { isUnknown, listFrom, type PlanIndex, textOf } from './plan-index';

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
  /** Policies that this deployment did not put on the role. A deploy removes them. */
  foreignPolicies: string[];
}

interface InlinePolicy {
  name: string;
  policy: string;
}

/** @param key of the role: that of the connection that configures it */
export function roleAccess(index: PlanIndex, key: string, stack: ResolvedStack): RoleAccess | undefined {
  const roles = index.keyed('aws_iam_role', key);
  const [old, now] = (['before', 'after'] as const).map((side) => roles.find(({ change }) => change[side]));
  if (!old && !now) return undefined;
  const own = (type: string, side: 'before' | 'after') => index.keyed(type, key).find(({ change }) => change[side]);
  const oldPolicy = own('aws_iam_role_policy', 'before');
  const attached = own('aws_iam_role_policy_attachments_exclusive', 'before');
  const live = old?.change.before ?? {};
  const inline = ((live.inline_policy ?? []) as InlinePolicy[]).filter(({ name, policy }) => name && policy);
  const foreignInline = inline.filter(({ name }) => name !== textOf(oldPolicy, 'before', 'name'));
  const oldManaged = listFrom(attached, 'before', 'policy_arns');
  const liveManaged = listFrom(old, 'before', 'managed_policy_arns');
  const newManaged = listFrom(own('aws_iam_role_policy_attachments_exclusive', 'after'), 'after', 'policy_arns');
  const newPolicy = textOf(own('aws_iam_role_policy', 'after'), 'after', 'policy');
  const policies = [textOf(oldPolicy, 'before', 'policy'), ...foreignInline.map(({ policy }) => policy)];
  return {
    name: textOf(now, 'after', 'name') ?? textOf(old, 'before', 'name') ?? key,
    ...(old && { before: accessOf(old, 'before', policies, [...oldManaged, ...liveManaged], stack) }),
    ...(now && { after: accessOf(now, 'after', [newPolicy], newManaged, stack) }),
    foreignPolicies: [
      ...foreignInline.map(({ name }) => name),
      ...liveManaged.filter((arn) => !oldManaged.includes(arn) && !newManaged.includes(arn)),
    ],
  };
}

function accessOf(
  role: ResourceChange,
  side: 'before' | 'after',
  policies: (string | undefined)[],
  managed: string[],
  stack: ResolvedStack,
): Access {
  const expected = stack.roles.find(({ key }) => key === String(role.index));
  const unknown = side === 'after' && isUnknown(role, 'assume_role_policy') && expected;
  const boundary = textOf(role, side, 'permissions_boundary');
  return {
    trust: unknown ? expectedTrust(stack, expected) : readTrust(textOf(role, side, 'assume_role_policy') ?? '{}'),
    grants: policies.flatMap((one) => (one ? grantsOf(one) : [])),
    managedPolicies: [...new Set(managed)].sort(),
    session: Number(role.change[side]?.max_session_duration ?? 3600),
    ...(boundary && { boundary }),
    ...(unknown && { placeholder: OBJECT_ID }),
  };
}

/** Every role of a review once, however many connections share it. */
export function rolesOf(connections: { role?: RoleAccess }[]): RoleAccess[] {
  return [...new Map(connections.flatMap(({ role }) => (role ? [[role.name, role] as const] : []))).values()];
}

/** Stands in a subject for an object id that is known only after the apply. */
const OBJECT_ID = '(object id, known after apply)';

function expectedTrust({ accounts, environment, audience }: ResolvedStack, role: ResolvedRole): TrustFacts {
  const policy = trustPolicy({
    providerArn: accounts.find(({ key }) => key === role.account)?.providerArn ?? '',
    issuer: environment.issuer,
    audience,
    subjects: role.connections.map(({ schema, name }) =>
      schema === 'enhanced' ? enhancedSubject(OBJECT_ID) : legacySubject(name),
    ),
  });
  return readTrust(JSON.stringify(policy));
}
