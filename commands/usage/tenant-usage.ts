import type { ResolvedTenant } from '../../deployment/resolved';
import { listWorkflows } from '../../scripts/dynatrace/automation';
import { TerraformError } from '../../terraform/errors';
import { type Tracked, trackedInstances } from '../../terraform/instances';
import { readState } from '../../terraform/stack';
import { lookAt } from '../live/look';
import { type Use, type UsedConnection, usersOf } from './users';

/** A connection of a tenant, and the tasks that use it. */
export interface ConnectionUsage extends UsedConnection {
  key: string;
  uses: Use[];
}

export interface TenantUsage {
  tenant: string;
  connections: ConnectionUsage[];
  /** How many workflows the credentials can see. */
  workflows: number;
  /** Why there may be more workflows, or object ids that nobody knows. In words, one sentence each. */
  unseen: string[];
}

/**
 * Who uses the connections of a tenant: those of the file, and those that are left in its state. The tenant has to be
 * synthesized. Without a state, for instance before the first deploy, connections are found by their names.
 *
 * @throws DynatraceError when the workflows cannot be read
 */
export async function usageOf(tenant: ResolvedTenant): Promise<TenantUsage> {
  const { tracked, problem } = await trackedOf(tenant.key);
  const connections = connectionsOf(tenant, tracked);
  const context = lookAt(tenant);
  try {
    const { workflows, hidden } = await listWorkflows(context);
    const uses = usersOf(connections, workflows);
    return {
      tenant: tenant.key,
      connections: connections.map((connection, index) => ({ ...connection, uses: uses[index] ?? [] })),
      workflows: workflows.length,
      unseen: [...(hidden ? [`Private workflows of others are not among them: ${hidden}`] : []), ...problem],
    };
  } finally {
    await context.close();
  }
}

async function trackedOf(tenant: string): Promise<{ tracked: Tracked[]; problem: string[] }> {
  try {
    return { tracked: trackedInstances(await readState(tenant)), problem: [] };
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    return { tracked: [], problem: [`Object ids are not known, so that only names were looked for: ${error.message}`] };
  }
}

function connectionsOf({ connections }: ResolvedTenant, tracked: Tracked[]): (UsedConnection & { key: string })[] {
  const deployed = tracked.flatMap(({ kind, key, instance }) => {
    if (kind !== 'connection' && kind !== 'legacy-connection') return [];
    const schema = kind === 'connection' ? ('enhanced' as const) : ('legacy' as const);
    const named = [instance, tracked.find((one) => one.kind === 'connection-settings' && one.key === key)?.instance];
    const name = named.flatMap((one) => (one && 'name' in one ? [String(one.name)] : []))[0] ?? key;
    return [{ key, schema, name, ...('object_id' in instance && { objectId: String(instance.object_id) }) }];
  });
  const planned = connections.map(({ key, schema, name }) => {
    const { objectId } = deployed.find((one) => one.key === key && one.schema === schema) ?? {};
    return { key, schema, name, ...(objectId && { objectId }) };
  });
  const left = deployed.filter((one) => !planned.some(({ key, schema }) => key === one.key && schema === one.schema));
  return [...planned, ...left];
}
