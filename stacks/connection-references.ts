import type { ResolvedStack } from '../deployment/resolved-stack';
import type { ConnectionSchema } from '../model/connection';
import { enhancedSubject, legacySubject } from '../model/oidc';
import { quoted } from '../model/terraform';
import { blockNameOf } from './aws/connection-roles';
import { objectIdOf } from './dynatrace/references';
import { literal } from './expressions';

/** A connection as other resources see it. Every text can stand in an argument of a resource. */
export interface ConnectionReference {
  name: string;
  schema: ConnectionSchema;
  /** The id that Dynatrace gave it, which Terraform knows once it exists. */
  objectId: string;
  roleArn: string;
  /** Name of the role; Terraform waits for the role where this file makes it. */
  roleName: string;
  /** Whom the role trusts: the `sub` of the connection's tokens. */
  subject: string;
}

export function connectionReferences({ connections, roles }: ResolvedStack): Record<string, ConnectionReference> {
  return Object.fromEntries(
    connections.map((connection) => {
      const { key, name, schema, roleArn, config } = connection;
      const objectId = objectIdOf(connection).text;
      const role = roles.find((one) => one.key === (config.roleOf ?? key));
      const reference: ConnectionReference = {
        name: literal(name),
        schema,
        objectId,
        roleArn: literal(roleArn),
        roleName:
          role && !role.existing
            ? `\${aws_iam_role.${blockNameOf(role.account)}[${quoted(role.key)}].name}`
            : literal(roleArn.slice(roleArn.lastIndexOf('/') + 1)),
        subject: schema === 'enhanced' ? enhancedSubject(objectId) : literal(legacySubject(name)),
      };
      return [key, reference];
    }),
  );
}
