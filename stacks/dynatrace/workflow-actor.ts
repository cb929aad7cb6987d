import type { WorkflowActor } from '../../deployment/schema';
import type { ResolvedStack } from '../../deployment/stacks';
import type { KindProps } from './instances';

/** The users and groups that workflows run as: made, or found. */
export function workflowActors(stack: ResolvedStack): KindProps<'workflow-actor'> {
  return {
    kind: 'workflow-actor',
    instances: Object.fromEntries(
      stack.actors.map(([key, actor]) => [
        key,
        { identity: actorIdentity(stack, actor), content: {}, options: { adopt: actor.adopt } },
      ]),
    ),
  };
}

/** What tells one actor from another, shared with the policy that it gets. */
export function actorIdentity({ environment, config }: ResolvedStack, { serviceUser, group }: WorkflowActor) {
  const actor = serviceUser
    ? serviceUser.create !== undefined
      ? `service-user:create:${serviceUser.create}`
      : `service-user:existing:${serviceUser.existing}`
    : `group:${group}`;
  return { environment: environment.url, account: config.accountUuid ?? '', actor };
}
