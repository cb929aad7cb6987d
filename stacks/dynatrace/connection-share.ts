import type { ResolvedConnection, ResolvedTenant } from '../../deployment/resolved';
import type { Connection, WorkflowActor } from '../../deployment/schema';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { Reference } from '../expressions';
import type { TrackedResourceProps } from './tracked-resource';

/**
 * Who may use which connection besides its creator: those that the connection is shared with, and the actors of the
 * tenant's workflows.
 */
export function connectionShares(
  tenant: ResolvedTenant,
  objectIdOf: (connection: ResolvedConnection) => Reference,
): TrackedResourceProps<'connection-share'> {
  const actors = Object.values(tenant.config.workflowActors).map(actorAccessor);
  const shares = tenant.connections.flatMap((connection) => {
    const explicit = connection.config.share.map((share) => ({ accessor: accessorOf(share), access: share.access }));
    const implied = actors
      .filter((accessor) => !explicit.some((share) => share.accessor === accessor))
      .map((accessor) => ({ accessor, access: 'read' as const }));
    return [...explicit, ...implied].map((share) => ({ connection, ...share }));
  });
  return {
    kind: 'connection-share',
    instances: Object.fromEntries(
      shares.map(({ connection, accessor, access }) => [
        `${connection.key}/${accessor}`,
        {
          triggers: {
            environment: tenant.environment.url,
            schema: CONNECTION_SCHEMAS[connection.schema],
            object_id: objectIdOf(connection),
            accessor,
            permission: access,
          },
          options: {},
        },
      ]),
    ),
    deleteFrom: 'resource',
  };
}

function accessorOf(share: Connection['share'][number]): string {
  if (share.user !== undefined) return `user:${share.user}`;
  if (share.group !== undefined) return `group:${share.group}`;
  return 'all-users';
}

function actorAccessor({ serviceUser, group }: WorkflowActor): string {
  return serviceUser ? `service-user:${serviceUser.create ?? serviceUser.existing}` : `group:${group}`;
}
