import { listWorkflows, usersOf } from '../scripts/dynatrace/automation';
import { trackedInstances } from '../terraform/instances';
import { readState, synthesize } from '../terraform/stack';
import type { Command } from './cli/command';
import { selectStacks } from './cli/selection';
import { table } from './cli/terminal';
import { lookAt } from './live/look';

/** A workflow and the connection that its actions use. */
interface Use {
  tenant: string;
  connection: string;
  schema: 'legacy' | 'enhanced';
  workflow: string;
  id: string;
}

export const command: Command = {
  summary: 'Lists the workflows that use each connection, for instance before a connection goes.',
  usage: 'workflows -- [tenant …] [options]',
  options: { json: { type: 'boolean', description: 'print one JSON document instead of a table' } },
  exitCodes: { 0: 'listed', 1: 'an error' },
  async run({ positionals, flags }, output) {
    const selection = selectStacks(positionals);
    await synthesize(selection);
    const uses: Use[] = [];
    for (const tenant of selection.stacks) {
      const connections = trackedInstances(await readState(tenant.name)).flatMap(({ kind, key, instance }) =>
        'object_id' in instance && (kind === 'connection' || kind === 'legacy-connection')
          ? [{ key, kind, objectId: String(instance.object_id) }]
          : [],
      );
      const context = lookAt(tenant);
      try {
        const workflows = await listWorkflows(context);
        for (const { key, kind, objectId } of connections) {
          const schema = kind === 'connection' ? 'enhanced' : 'legacy';
          const users = usersOf(objectId, workflows);
          uses.push(
            ...users.map(
              ({ title, id }) => ({ tenant: tenant.key, connection: key, schema, workflow: title, id }) as Use,
            ),
          );
        }
      } finally {
        await context.close();
      }
    }
    if (flags.json) output.print(JSON.stringify({ workflows: uses }, null, 2));
    else if (uses.length === 0)
      output.print('No workflow that these credentials can see uses a connection of this deployment.');
    else {
      const rows = uses.map(({ tenant, connection, schema, workflow, id }) => [
        tenant,
        connection,
        schema,
        workflow,
        id,
      ]);
      output.print(table([['TENANT', 'CONNECTION', 'SCHEMA', 'WORKFLOW', 'ID'], ...rows]));
    }
    return 0;
  },
};
