import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { WorkflowActor } from '../../deployment/schema';
import { type Actor, encodeActor } from '../../model/actor';
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
export function actorIdentity({ environment, config }: ResolvedStack, actor: WorkflowActor) {
  return { environment: environment.url, account: config.accountUuid ?? '', actor: encodeActor(actorOf(actor)) };
}

export function actorOf({ serviceUser, group = '' }: WorkflowActor): Actor {
  if (!serviceUser) return { kind: 'group', name: group };
  const { create, existing = '' } = serviceUser;
  return create === undefined ? { kind: 'existing', name: existing } : { kind: 'create', name: create };
}
