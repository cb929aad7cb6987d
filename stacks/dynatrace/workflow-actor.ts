import type { ResolvedTenant } from '../../deployment/resolved';
import type { WorkflowActor } from '../../deployment/schema';
import type { TrackedResourceProps } from './tracked-resource';

/** The users and groups that workflows run as: made, or found, and made a member of the group that gets the policy. */
export function workflowActors(tenant: ResolvedTenant): TrackedResourceProps<'workflow-actor'> {
  return {
    kind: 'workflow-actor',
    instances: Object.fromEntries(
      Object.entries(tenant.config.workflowActors).map(([key, actor]) => [
        key,
        { triggers: actorIdentity(tenant, key, actor), options: { adopt: actor.adopt } },
      ]),
    ),
    deleteFrom: 'resource',
  };
}

/** What tells one actor from another, shared with the policy that it gets. */
export function actorIdentity(tenant: ResolvedTenant, key: string, { serviceUser, group }: WorkflowActor) {
  const actor = serviceUser
    ? serviceUser.create !== undefined
      ? `service-user:create:${serviceUser.create}`
      : `service-user:existing:${serviceUser.existing}`
    : `group:${group}`;
  return {
    environment: tenant.environment.url,
    account: tenant.config.accountUuid ?? '',
    owner: tenant.owner,
    key,
    actor,
  };
}
