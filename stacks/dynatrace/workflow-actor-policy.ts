import type { ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { actorPermissions, policyStatements } from '../../model/permissions';
import type { KindProps } from './instances';
import { guardId, guardTrigger } from './references';
import { actorIdentity } from './workflow-actor';

/** The IAM policy of each actor, updated in place. It is deleted together with its actor. */
export function workflowActorPolicies(stack: ResolvedStack): KindProps<'workflow-actor-policy'> {
  return {
    kind: 'workflow-actor-policy',
    instances: Object.fromEntries(
      stack.actors.map(([key, actor]) => [
        key,
        {
          identity: {
            ...actorIdentity(stack, actor),
            label: guardTrigger('workflow-actor', key, 'label'),
            owner: guardTrigger('workflow-actor', key, 'owner'),
            key: guardTrigger('workflow-actor', key, 'key'),
            // An actor that is made again has another group, which the policy has to be bound to.
            guard: guardId('workflow-actor', key),
          },
          content: { statements: statementsFor(stack) },
          options: { adopt: actor.adopt },
        },
      ]),
    ),
  };
}

function statementsFor({ config }: ResolvedStack): string {
  const used = Object.values(config.connections).map(({ schema }) => CONNECTION_SCHEMAS[schema ?? config.schema]);
  return policyStatements(actorPermissions([...new Set(used)].sort()));
}
