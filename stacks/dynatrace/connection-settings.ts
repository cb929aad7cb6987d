import type { ResolvedConnection, ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { ExpectedTrust } from '../../model/kind-types';
import type { KindProps } from './instances';
import { objectIdOf } from './references';

/** Name and role ARN of enhanced connections, updated in place. */
export function connectionSettings(stack: ResolvedStack): KindProps<'connection-settings'> {
  const enhanced = stack.connections.filter(({ schema }) => schema === 'enhanced');
  const { environment, config } = stack;
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
          options: { timeout: config.roleTimeout, trust: trustOf(stack, connection) },
        },
      ]),
    ),
  };
}

function trustOf(stack: ResolvedStack, connection: ResolvedConnection): ExpectedTrust {
  const { environment, audience, roles, accounts } = stack;
  const trust = { issuer: environment.issuer, audience };
  const role = roles.find(({ connections }) => connections.some(({ key }) => key === connection.key));
  const account = accounts.find(({ key }) => key === connection.account);
  return role?.existing && account ? { ...trust, provider: account.providerArn } : trust;
}
