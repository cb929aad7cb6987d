import type { ResolvedStack } from '../../deployment/stacks';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { KindProps } from './instances';
import { objectIdOf } from './references';

/** Name and role ARN of enhanced connections, updated in place. */
export function connectionSettings(stack: ResolvedStack): KindProps<'connection-settings'> {
  const enhanced = stack.connections.filter(({ schema }) => schema === 'enhanced');
  const { environment, audience, config } = stack;
  return {
    kind: 'connection-settings',
    instances: Object.fromEntries(
      enhanced.map((connection) => [
        connection.key,
        {
          identity: {
            environment: environment.url,
            schema: CONNECTION_SCHEMAS.enhanced,
            object_id: objectIdOf(connection),
          },
          content: { name: connection.name, role_arn: connection.roleArn },
          options: { timeout: config.roleTimeout, trust: { issuer: environment.issuer, audience } },
        },
      ]),
    ),
  };
}
