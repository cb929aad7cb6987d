import type { ResolvedTenant } from '../../deployment/resolved';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { TrackedResourceProps } from './tracked-resource';

/** Connections in the schema of the setup page. It allows no updates, so that every change replaces the connection. */
export function legacyConnections(tenant: ResolvedTenant): TrackedResourceProps<'legacy-connection'> {
  const connections = tenant.connections.filter(({ schema }) => schema === 'legacy');
  return {
    kind: 'legacy-connection',
    instances: Object.fromEntries(
      connections.map(({ key, name, roleArn, config }) => [
        key,
        {
          triggers: {
            environment: tenant.environment.url,
            schema: CONNECTION_SCHEMAS.legacy,
            owner: tenant.owner,
            key,
            name,
            role_arn: roleArn,
            policy_arns: config.sessionPolicies.join(' '),
          },
          options: { adopt: config.adopt },
        },
      ]),
    ),
    deleteFrom: 'resource',
  };
}
