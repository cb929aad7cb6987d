import type { ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { KindProps } from './instances';

/** Connections in the schema of the setup page. It allows no updates, so that every change replaces the connection. */
export function legacyConnections(stack: ResolvedStack): KindProps<'legacy-connection'> {
  const legacy = stack.connections.filter(({ schema }) => schema === 'legacy');
  return {
    kind: 'legacy-connection',
    instances: Object.fromEntries(
      legacy.map(({ key, name, roleArn, config }) => [
        key,
        {
          identity: {
            environment: stack.environment.url,
            schema: CONNECTION_SCHEMAS.legacy,
            name,
            role_arn: roleArn,
            policy_arns: config.sessionPolicies.join(' '),
          },
          content: {},
          options: { adopt: config.adopt },
        },
      ]),
    ),
  };
}
