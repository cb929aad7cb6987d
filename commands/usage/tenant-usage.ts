import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { VisibleWorkflows } from '../../scripts/dynatrace/automation';
import { TerraformError } from '../../terraform/errors';
import { type Tracked, trackedInstances } from '../../terraform/instances';
import { readState } from '../../terraform/stack';
import { lookAt } from '../live/look';
import { workflowsWithOwners } from './owners';
import { type Use, type UsedConnection, usersOf } from './users';

/** A connection of a stack, and the tasks that use it. */
export interface ConnectionUsage extends UsedConnection {
  key: string;
  uses: Use[];
}

export interface StackUsage {
  tenant: string;
  stack: string;
  connections: ConnectionUsage[];
  /** How many workflows the credentials can see. */
  workflows: number;
  /** Why there may be more workflows, or object ids that nobody knows. In words, one sentence each. */
  unseen: string[];
}

/**
 * Who uses the connections of stacks: those of the file, and those that are left in their states. The stacks have to be
 * synthesized, and each tenant is asked once. Without a state, for instance before the first deploy, connections are
 * found by their names.
 *
 * @throws DynatraceError when the workflows cannot be read
 */
export async function usageOf(stacks: ResolvedStack[]): Promise<StackUsage[]> {
  const known = new Map<string, VisibleWorkflows>();
  const found: StackUsage[] = [];
  for (const stack of stacks) {
    const { tracked, problem } = await trackedOf(stack.name);
    const connections = connectionsOf(stack, tracked);
    // A stack that holds no connections holds what the tenant's other stacks share.
    if (connections.length === 0 && stacks.some(({ name, key }) => name !== stack.name && key === stack.key)) continue;
    const { workflows, hidden } = known.get(stack.key) ?? (await workflowsOf(stack));
    known.set(stack.key, { workflows, hidden });
    const uses = usersOf(connections, workflows);
    found.push({
      tenant: stack.key,
      stack: stack.name,
      connections: connections.map((connection, index) => ({ ...connection, uses: uses[index] ?? [] })),
      workflows: workflows.length,
      unseen: [...(hidden ? [`Private workflows of others are not among them: ${hidden}`] : []), ...problem],
    });
  }
  return found;
}

async function workflowsOf(stack: ResolvedStack): Promise<VisibleWorkflows> {
  const context = lookAt(stack);
  try {
    return await workflowsWithOwners(context);
  } finally {
    await context.close();
  }
}

async function trackedOf(stack: string): Promise<{ tracked: Tracked[]; problem: string[] }> {
  try {
    return { tracked: trackedInstances(await readState(stack)), problem: [] };
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    return { tracked: [], problem: [`Object ids are not known, so that only names were looked for: ${error.message}`] };
  }
}

function connectionsOf({ connections }: ResolvedStack, tracked: Tracked[]): (UsedConnection & { key: string })[] {
  const deployed = tracked.flatMap(({ kind, key, instance }) => {
    if (kind !== 'connection' && kind !== 'legacy-connection') return [];
    const schema = kind === 'connection' ? ('enhanced' as const) : ('legacy' as const);
    // An enhanced connection may have been renamed since it was made.
    const settings = tracked.find((one) => one.kind === 'connection-settings' && one.key === key)?.instance;
    const named = [kind === 'connection' ? settings : undefined, instance];
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
