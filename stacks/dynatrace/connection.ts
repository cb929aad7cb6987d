import type { ResolvedTenant } from '../../deployment/resolved';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { TrackedResourceProps } from './tracked-resource';

/**
 * Connections in the enhanced schema, created without a role ARN: the role trusts the object id that this reports.
 * The name is no trigger, because it may change in place; see `connection-settings`.
 */
export function connections(tenant: ResolvedTenant): TrackedResourceProps<'connection'> {
  const enhanced = tenant.connections.filter(({ schema }) => schema === 'enhanced');
  return {
    kind: 'connection',
    instances: Object.fromEntries(
      enhanced.map(({ key, name, roleArn, config }) => [
        key,
        {
          triggers: {
            environment: tenant.environment.url,
            schema: CONNECTION_SCHEMAS.enhanced,
            owner: tenant.owner,
            key,
            role_arn: roleArn,
          },
          options: { adopt: config.adopt, name },
        },
      ]),
    ),
    deleteFrom: 'resource',
  };
}
