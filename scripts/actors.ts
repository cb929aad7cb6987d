import { ACTOR_FORMS, type Actor, parseActor } from '../model/actor';
import { markOf, type NamedMark } from '../model/marks';
import { groupUuid, serviceUserOf } from './dynatrace/accessors';
import { getServiceUser } from './dynatrace/account';
import type { Policy } from './dynatrace/account-policies';
import type { Context } from './dynatrace/context';
import { ConfigurationError, RejectedError } from './dynatrace/errors';

/** @throws ConfigurationError when it is none of the forms. */
export function requireActor(text: string): Actor {
  const actor = parseActor(text);
  if (actor) return actor;
  throw new ConfigurationError(`"${text}" must be a workflow actor`, { cure: `Write ${ACTOR_FORMS}.` });
}

/** The group that the policy of an actor is bound to. Every service user has one of its own. */
export async function groupOf(actor: Actor, context: Context): Promise<string> {
  if (actor.kind === 'group') return groupUuid(actor.name, context);
  const { uid } = await serviceUserOf(actor.name, context);
  const group = (await getServiceUser(context, uid))?.groupUuid;
  if (!group) throw new RejectedError(`the service user ${actor.name} has no group for policies`, { where: uid });
  return group;
}

export function policyDescription(mark: NamedMark): string {
  return `Lets workflows use AWS. Managed by ${markOf(mark)}`;
}

export function isOwnPolicy({ description }: Pick<Policy, 'description'>, mark: NamedMark): boolean {
  return Boolean(description?.endsWith(markOf(mark)));
}
