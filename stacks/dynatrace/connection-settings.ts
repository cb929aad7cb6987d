import type { ResolvedConnection, ResolvedTenant } from '../../deployment/resolved';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { Reference } from '../expressions';
import type { TrackedResourceProps } from './tracked-resource';

/**
 * Name and role ARN of enhanced connections, updated in place.
 *
 * @param objectIdOf a reference to the object id that Dynatrace gave a connection
 */
export function connectionSettings(
  tenant: ResolvedTenant,
  objectIdOf: (connection: ResolvedConnection) => Reference,
): TrackedResourceProps<'connection-settings'> {
  const enhanced = tenant.connections.filter(({ schema }) => schema === 'enhanced');
  return {
    kind: 'connection-settings',
    instances: Object.fromEntries(
      enhanced.map((connection) => [
        connection.key,
        {
          triggers: {
            environment: tenant.environment.url,
            schema: CONNECTION_SCHEMAS.enhanced,
            object_id: objectIdOf(connection),
            name: connection.name,
            role_arn: connection.roleArn,
          },
          options: {
            timeout: tenant.config.roleTimeout,
            trust: { issuer: tenant.environment.issuer, audience: tenant.audience },
          },
        },
      ]),
    ),
  };
}
