import type { ResolvedTenant } from '../../deployment/resolved';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { actorPermissions, policyStatements } from '../../model/permissions';
import type { TrackedResourceProps } from './tracked-resource';
import { actorIdentity } from './workflow-actor';

/** The IAM policy of each actor, updated in place. It is deleted together with its actor. */
export function workflowActorPolicies(tenant: ResolvedTenant): TrackedResourceProps<'workflow-actor-policy'> {
  const schemas = [...new Set(tenant.connections.map(({ schema }) => CONNECTION_SCHEMAS[schema]))];
  const statements = policyStatements(actorPermissions(schemas));
  return {
    kind: 'workflow-actor-policy',
    instances: Object.fromEntries(
      Object.entries(tenant.config.workflowActors).map(([key, actor]) => [
        key,
        { triggers: { ...actorIdentity(tenant, key, actor), statements }, options: { adopt: actor.adopt } },
      ]),
    ),
  };
}
