import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Connection } from '../../deployment/schema';
import { inlinePolicy, type Statement, type Trust, trustPolicy } from '../../model/iam';
import { literal, type Reference, withReferences } from '../expressions';

export interface ConnectionRoleProps {
  name: string;
  config: Pick<Connection, 'role' | 'permissions'>;
  trust: Trust;
  /** By connection: the object ids that stand as placeholders in the trust's subjects. */
  objectIds: Record<string, Reference>;
  provider: AwsProvider;
  dependsOn: ITerraformDependable[];
}

/** The role that one connection, or several that share it, assumes: exact trust, inline and managed permissions. */
export class ConnectionRole extends Construct {
  /** The role and everything attached to it. */
  readonly dependables: ITerraformDependable[];

  constructor(scope: Construct, key: string, props: ConnectionRoleProps) {
    super(scope, key);
    const { provider, dependsOn } = props;
    const { role, permissions } = props.config;

    const iamRole = new IamRole(this, 'role', {
      provider,
      dependsOn,
      name: literal(props.name),
      path: literal(role.path),
      assumeRolePolicy: withReferences(trustPolicy(props.trust), props.objectIds),
      maxSessionDuration: role.maxSessionDuration,
      ...(role.description !== undefined && { description: literal(role.description) }),
      ...(role.permissionsBoundary && { permissionsBoundary: literal(role.permissionsBoundary) }),
      ...(Object.keys(role.tags).length > 0 && { tags: literal(role.tags) }),
    });
    iamRole.overrideLogicalId(key);

    const policy = new IamRolePolicy(this, 'policy', {
      provider,
      role: iamRole.name,
      name: 'dynatrace-workflows',
      policy: JSON.stringify(literal(inlinePolicy(permissions.statements.map(toStatement)))),
    });
    policy.overrideLogicalId(key);
    this.dependables = [iamRole, policy];

    if (permissions.managedPolicies.length > 0) {
      const attachment = new IamRolePolicyAttachment(this, 'managed', {
        provider,
        role: iamRole.name,
        policyArn: '${each.value}',
      });
      attachment.overrideLogicalId(key);
      attachment.addOverride('for_each', `\${toset(${JSON.stringify(literal(permissions.managedPolicies))})}`);
      this.dependables.push(attachment);
    }
  }
}

/** A statement of the deployment file in IAM's own words. */
export function toStatement(statement: Connection['permissions']['statements'][number]): Statement {
  return {
    ...(statement.sid !== undefined && { Sid: statement.sid }),
    Effect: statement.effect,
    Action: statement.actions,
    Resource: statement.resources,
    ...(statement.conditions && { Condition: statement.conditions }),
  };
}
