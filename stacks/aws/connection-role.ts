import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Construct } from 'constructs';
import { iamStatement } from '../../deployment/resolve';
import type { Connection } from '../../deployment/schema';
import { inlinePolicy, type Trust, trustPolicy } from '../../model/iam';
import { type Address, literal, type Reference, withReferences } from '../expressions';

export interface ConnectionRoleProps {
  name: string;
  config: Pick<Connection, 'role' | 'permissions'>;
  trust: Trust;
  /** By connection: the object ids that stand as placeholders in the trust's subjects. */
  objectIds: Record<string, Reference>;
  provider: AwsProvider;
  dependsOn: Address[];
}

/** The role that one connection, or several that share it, assumes: exact trust, inline and managed permissions. */
export class ConnectionRole extends Construct {
  /** The role and everything attached to it. */
  readonly addresses: Address[];

  constructor(scope: Construct, key: string, props: ConnectionRoleProps) {
    super(scope, key);
    const { provider, dependsOn } = props;
    const { role, permissions } = props.config;

    const iamRole = new IamRole(this, 'role', {
      provider,
      name: literal(props.name),
      path: literal(role.path),
      assumeRolePolicy: withReferences(trustPolicy(props.trust), props.objectIds),
      maxSessionDuration: role.maxSessionDuration,
      ...(role.description !== undefined && { description: literal(role.description) }),
      ...(role.permissionsBoundary && { permissionsBoundary: literal(role.permissionsBoundary) }),
      ...(Object.keys(role.tags).length > 0 && { tags: literal(role.tags) }),
    });
    iamRole.overrideLogicalId(key);
    iamRole.addOverride('depends_on', dependsOn);
    const roleName = `\${aws_iam_role.${key}.name}`;

    const policy = new IamRolePolicy(this, 'policy', {
      provider,
      role: roleName,
      name: 'dynatrace-workflows',
      policy: JSON.stringify(literal(inlinePolicy(permissions.statements.map(iamStatement)))),
    });
    policy.overrideLogicalId(key);
    this.addresses = [`aws_iam_role.${key}`, `aws_iam_role_policy.${key}`];

    if (permissions.managedPolicies.length > 0) {
      const attachment = new IamRolePolicyAttachment(this, 'managed', {
        provider,
        role: roleName,
        policyArn: '${each.value}',
      });
      attachment.overrideLogicalId(key);
      attachment.addOverride('for_each', `\${toset(${JSON.stringify(literal(permissions.managedPolicies))})}`);
      this.addresses.push(`aws_iam_role_policy_attachment.${key}`);
    }
  }
}
