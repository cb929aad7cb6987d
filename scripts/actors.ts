import { markOf, type NamedMark } from '../model/marks';
import { groupUuid, serviceUserOf } from './dynatrace/accessors';
import { getServiceUser } from './dynatrace/account';
import type { Policy } from './dynatrace/account-policies';
import type { Context } from './dynatrace/context';
import { ConfigurationError, RejectedError } from './dynatrace/errors';

/** Who workflows run as: a service user to create, one that exists, or a group. */
export interface Actor {
  kind: 'create' | 'existing' | 'group';
  name: string;
}

/** @throws ConfigurationError when it is none of the three forms. */
export function parseActor(text: string): Actor {
  const [, serviceUser, group] = /^(?:service-user:(create|existing)|(group)):/.exec(text) ?? [];
  const kind = serviceUser ?? group;
  if (!kind) {
    throw new ConfigurationError(`"${text}" is no workflow actor`, {
      cure: 'It has to begin with `service-user:create:`, `service-user:existing:` or `group:`.',
    });
  }
  const name = text.slice(kind === 'group' ? 'group:'.length : `service-user:${kind}:`.length);
  return { kind: kind as Actor['kind'], name };
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
