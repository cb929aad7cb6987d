import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePoliciesExclusive } from '@cdktf/provider-aws/lib/iam-role-policies-exclusive';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachmentsExclusive } from '@cdktf/provider-aws/lib/iam-role-policy-attachments-exclusive';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Construct } from 'constructs';
import { grantedStatements } from '../../deployment/resolve';
import type { ResolvedAccount, ResolvedRole } from '../../deployment/resolved-stack';
import { inlinePolicy, type Trust, trustPolicy } from '../../model/iam';
import { quoted } from '../../model/terraform';
import { type Address, literal, type Reference, withReferences } from '../expressions';
import type { StackWithLocals } from '../stack-with-locals';
import { ImportBlock } from './import-block';

/** Name of the inline policy of every role. */
const POLICY_NAME = 'dynatrace-workflows';

export interface ConnectionRolesProps {
  account: ResolvedAccount;
  roles: ResolvedRole[];
  trustOf: (role: ResolvedRole) => Trust;
  /** By connection: the object ids that stand as placeholders in the subjects of a role's trust. */
  objectIdsOf: (role: ResolvedRole) => Record<string, Reference>;
  provider: AwsProvider;
  dependsOn: Address[];
}

/**
 * The roles of one account that connections assume: exact trust, and permissions that nobody else adds to. Policies that
 * were attached or written by hand are planned away, by the provider's `*_exclusive` resources.
 */
export class ConnectionRoles extends Construct {
  /** What a connection needs: not that nobody else added permissions, for which no connection has to wait. */
  readonly addresses: Address[];
  private readonly name: string;

  constructor(
    stack: StackWithLocals,
    private readonly props: ConnectionRolesProps,
  ) {
    super(stack, `roles-${props.account.key}`);
    this.name = blockNameOf(props.account.key);
    const { provider, roles, dependsOn } = props;
    const roleName = `\${local.${this.name}_role_names[each.key]}`;
    stack.addLocal(`${this.name}_roles`, Object.fromEntries(roles.map((role) => [role.key, this.values(role)])));
    stack.addLocal(`${this.name}_role_names`, `\${{ for k, r in aws_iam_role.${this.name} : k => r.name }}`);

    const role = this.each(
      new IamRole(this, 'role', {
        provider,
        name: '${each.value.name}',
        path: '${each.value.path}',
        assumeRolePolicy: '${each.value.trust}',
        maxSessionDuration: '${each.value.max_session_duration}' as unknown as number,
        description: '${each.value.description}',
        permissionsBoundary: '${each.value.permissions_boundary}',
        tags: '${each.value.tags}' as unknown as Record<string, string>,
        // Also what somebody attached after the last deploy must not keep the role from being deleted.
        forceDetachPolicies: true,
      }),
    );
    role.addOverride('depends_on', dependsOn);
    this.each(
      new IamRolePolicy(this, 'policy', {
        provider,
        role: roleName,
        name: POLICY_NAME,
        policy: '${each.value.policy}',
      }),
    );
    const inline = new IamRolePoliciesExclusive(this, 'inline', { provider, roleName, policyNames: [POLICY_NAME] });
    this.each(inline).addOverride('depends_on', [`aws_iam_role_policy.${this.name}`]);
    this.each(
      new IamRolePolicyAttachmentsExclusive(this, 'managed', {
        provider,
        roleName,
        policyArns: '${each.value.managed_policies}' as unknown as string[],
      }),
    );
    for (const { key, name, config } of roles) {
      if (!config.role.import) continue;
      const to = `aws_iam_role.${this.name}[${quoted(key)}]`;
      new ImportBlock(this, `import-${key}`, { to, id: name, provider: `aws.${this.name}` });
    }
    this.addresses = ['aws_iam_role', 'aws_iam_role_policy'].map((type) => `${type}.${this.name}`);
  }

  private values(role: ResolvedRole): object {
    const { role: settings, permissions } = role.config;
    return {
      ...literal({
        name: role.name,
        path: settings.path,
        max_session_duration: settings.maxSessionDuration,
        description: settings.description ?? null,
        permissions_boundary: settings.permissionsBoundary ?? null,
        tags: settings.tags,
        policy: JSON.stringify(inlinePolicy(grantedStatements(permissions))),
        managed_policies: permissions.managedPolicies,
      }),
      trust: withReferences(trustPolicy(this.props.trustOf(role)), this.props.objectIdsOf(role)),
    };
  }

  private each<T extends IamRole | IamRolePolicy | IamRolePoliciesExclusive | IamRolePolicyAttachmentsExclusive>(
    resource: T,
  ): T {
    resource.overrideLogicalId(this.name);
    resource.addOverride('for_each', `\${local.${this.name}_roles}`);
    return resource;
  }
}

/** The resources of a role, which all have its key. */
export const ROLE_RESOURCES = [
  'aws_iam_role',
  'aws_iam_role_policy',
  'aws_iam_role_policies_exclusive',
  'aws_iam_role_policy_attachments_exclusive',
];

/** What Terraform calls the blocks and the provider of an account. Its names begin with a letter or an underscore. */
export function blockNameOf(account: string): string {
  return /^[0-9]/.test(account) ? `_${account}` : account;
}
