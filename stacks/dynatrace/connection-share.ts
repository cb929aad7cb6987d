import type { ResolvedConnection, ResolvedStack } from '../../deployment/resolved-stack';
import type { Connection } from '../../deployment/schema';
import { encodeAccessor } from '../../model/accessor';
import { accessorOf } from '../../model/actor';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { KindProps } from './instances';
import { guardId, objectIdOf } from './references';
import { actorOf } from './workflow-actor';

/** Who may use which connection besides its creator: those that it is shared with, and the actors of workflows. */
export function connectionShares(stack: ResolvedStack): KindProps<'connection-share'> {
  const shares = stack.connections.flatMap((connection) =>
    sharesOf(stack, connection).map((share) => ({ connection, ...share })),
  );
  return {
    kind: 'connection-share',
    fixed: ['name'],
    instances: Object.fromEntries(
      shares.map(({ connection, accessor, access, actor }) => [
        `${connection.key}/${accessor}`,
        {
          identity: {
            environment: stack.environment.url,
            schema: CONNECTION_SCHEMAS[connection.schema],
            object_id: objectIdOf(connection),
            accessor,
            actor: actor === undefined ? '' : guardId('workflow-actor', actor),
          },
          content: { permission: access },
          options: {},
          fixed: { name: connection.name },
        },
      ]),
    ),
  };
}

export interface Share {
  accessor: string;
  access: 'read' | 'read-write';
  /** Key of the actor whose service user this stack makes: a new user has a new id, and has to be given access anew. */
  actor?: string;
}

/** With whom a connection is shared. What the file says of somebody goes before what follows from an actor. */
export function sharesOf({ config, actors }: ResolvedStack, connection: ResolvedConnection): Share[] {
  const made = new Map(
    actors
      .filter(([, actor]) => actor.serviceUser?.create !== undefined)
      .map(([key, actor]) => [encodeAccessor(accessorOf(actorOf(actor))), key]),
  );
  const explicit = connection.config.share.map((share) => ({ accessor: sharedWith(share), access: share.access }));
  const implied = Object.values(config.workflowActors)
    .filter(({ connections }) => connections === 'all' || connections.includes(connection.key))
    .map((actor) => encodeAccessor(accessorOf(actorOf(actor))))
    .filter((accessor) => !explicit.some((share) => share.accessor === accessor))
    .map((accessor) => ({ accessor, access: 'read' as const, actor: made.get(accessor) }));
  return [...explicit, ...implied];
}

function sharedWith({ user, group }: Connection['share'][number]): string {
  if (user !== undefined) return encodeAccessor({ type: 'user', who: user });
  if (group !== undefined) return encodeAccessor({ type: 'group', who: group });
  return encodeAccessor({ type: 'all-users' });
}
