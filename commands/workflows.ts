import { CONNECTOR_APP_ID } from '../model/oidc';
import { synthesize } from '../terraform/stack';
import type { Command } from './cli/command';
import { selectStacks } from './cli/selection';
import { table } from './cli/terminal';
import { type StackUsage, usageOf } from './usage/tenant-usage';
import type { Use } from './usage/users';

/** What becomes of a use when its connection is replaced: the name stays, the object id does not. */
const IF_REPLACED: Record<Use['by'], 'goes on' | 'stops' | 'not known'> = {
  name: 'goes on',
  'object id': 'stops',
  expression: 'not known',
};

const HEADER = ['CONNECTION', 'SCHEMA', 'WORKFLOW', 'TASK', 'ACTION', 'USES IT', 'IF REPLACED', 'OWNER', 'ID'];

export const command: Command = {
  summary: 'Lists the workflows that use each connection, for example before a connection is removed.',
  usage: 'workflows [tenant or stack …] [options]',
  options: { json: { type: 'boolean', description: 'print one JSON document instead of tables' } },
  exitCodes: { 0: 'listed', 1: 'an error' },
  async run({ positionals, flags }, output) {
    const selection = selectStacks(positionals);
    await synthesize(selection);
    const found = await usageOf(selection.stacks);
    output.print(flags.json ? JSON.stringify(documentOf(found), null, 2) : found.map(text).join('\n\n'));
    return 0;
  },
};

function documentOf(found: StackUsage[]) {
  return {
    tenants: found.map(({ tenant, stack, workflows, unseen }) => ({ tenant, stack, workflows, unseen })),
    workflows: found.flatMap(({ tenant, connections }) =>
      connections.flatMap(({ key, name, schema, uses }) =>
        uses.map(({ workflow, input: _input, ...use }) => ({
          tenant,
          connection: key,
          name,
          schema,
          workflow: workflow.title,
          id: workflow.id,
          owner: workflow.owner,
          ownerName: workflow.ownerName,
          ...use,
          ifReplaced: IF_REPLACED[use.by],
        })),
      ),
    ),
  };
}

function text({ stack, connections, workflows, unseen }: StackUsage): string {
  const rows = connections.flatMap(({ key, schema, uses }) =>
    uses.map((use) =>
      [
        key,
        schema,
        use.workflow.title + runBy(use),
        use.task,
        use.action.replace(`${CONNECTOR_APP_ID}:`, ''),
        `${use.certainty}, by ${use.by}${use.source ? ` (${use.source})` : ''}`,
        IF_REPLACED[use.by],
        use.workflow.ownerName ?? use.workflow.owner ?? '',
        use.workflow.id,
      ].map(oneLine),
    ),
  );
  const unused = connections.filter(({ uses }) => uses.length === 0).map(({ key, schema }) => `${key} (${schema})`);
  return [
    `${stack}: ${workflows} workflows that these credentials can see`,
    ...(rows.length > 0 ? [table([HEADER, ...rows])] : []),
    ...(unused.length > 0 ? [`Used by no workflow among them: ${unused.join(', ')}`] : []),
    ...unseen,
  ].join('\n');
}

function runBy({ calledBy }: Use): string {
  return calledBy.length > 0 ? ` (run by ${calledBy.map(({ title }) => title).join(', ')})` : '';
}

/** Titles are whatever somebody wrote, and a terminal obeys control characters. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
