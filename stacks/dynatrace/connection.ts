import type { ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { KindProps } from './instances';

/**
 * Connections in the enhanced schema, created without a role ARN: the role trusts the object id that this reports.
 * The name may change in place, see `connection-settings`; the first one is kept for finding a connection that is
 * hidden from the credentials that delete it.
 */
export function connections(stack: ResolvedStack): KindProps<'connection'> {
  const enhanced = stack.connections.filter(({ schema }) => schema === 'enhanced');
  return {
    kind: 'connection',
    fixed: ['name'],
    instances: Object.fromEntries(
      enhanced.map(({ key, name, roleArn, config }) => [
        key,
        {
          identity: { environment: stack.environment.url, schema: CONNECTION_SCHEMAS.enhanced, role_arn: roleArn },
          content: {},
          options: { adopt: config.adopt, name },
          fixed: { name },
        },
      ]),
    ),
  };
}
