import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { ConnectionSchema } from '../../model/connection';
import { messageOf } from '../../scripts/dynatrace/errors';
import { lookAt } from '../live/look';
import { workflowsWithOwners } from '../usage/owners';
import { type Use, usersOf } from '../usage/users';

/** A connection, and what a plan makes of it. */
export interface PlannedConnection {
  schema: ConnectionSchema;
  before: { name: string; objectId: string };
  /** The connection afterwards, in the same schema; absent when it goes. The object id is absent before it is known. */
  after?: { name: string; objectId?: string };
}

export interface PlannedUse extends Use {
  /** Whether the task finds the connection afterwards as well. */
  survives: 'yes' | 'no' | 'unknown';
}

/** Who uses a connection, or why nobody could say. */
export type WorkflowUsers =
  | {
      uses: PlannedUse[];
      /** Why there may be more than these: workflows that the credentials cannot see. */
      hidden?: string;
    }
  | { unknown: string };

/**
 * Asks the tenant, once for all of them, who uses the connections as they are now. A failure to ask is an answer too.
 *
 * @returns by the object id that a connection has now
 */
export async function usersOfConnections(
  stack: ResolvedStack,
  connections: PlannedConnection[],
): Promise<Map<string, WorkflowUsers>> {
  if (connections.length === 0) return new Map();
  const each = (answer: (connection: PlannedConnection, index: number) => WorkflowUsers) =>
    new Map(connections.map((connection, index) => [connection.before.objectId, answer(connection, index)]));
  try {
    const context = lookAt(stack);
    try {
      const { workflows, hidden } = await workflowsWithOwners(context);
      const users = usersOf(
        connections.map(({ schema, before }) => ({ schema, ...before })),
        workflows,
      );
      return each((connection, index) => ({
        uses: (users[index] ?? []).map((use) => ({ ...use, survives: survival(use, connection) })),
        ...(hidden && { hidden }),
      }));
    } finally {
      await context.close();
    }
  } catch (error) {
    return each(() => ({ unknown: messageOf(error) }));
  }
}

/** The same for a reader, a line for each workflow, those that stop working first. */
export function workflowLines(users: WorkflowUsers | undefined): string[] {
  if (!users) return [];
  if ('unknown' in users) return [`Which workflows these are is not known: ${users.unknown}`];
  const byWorkflow = new Map<string, PlannedUse[]>();
  for (const use of users.uses) {
    byWorkflow.set(use.workflow.id, [...(byWorkflow.get(use.workflow.id) ?? []), use]);
  }
  const lines = [...byWorkflow.values()].map((uses) => ({ rank: Math.min(...uses.map(rankOf)), uses }));
  lines.sort((a, b) => a.rank - b.rank);
  const texts = [...tally(lines.map(({ rank }) => rank)), ...lines.map(({ uses }) => workflowLine(uses))];
  if (texts.length === 0) texts.push('No workflow that these credentials can see uses it.');
  return users.hidden
    ? [...texts, 'There may be private workflows of others that these credentials cannot see.']
    : texts;
}

/** How many workflows lose the connection and how many keep it, where there are several. */
function tally(ranks: number[]): string[] {
  if (ranks.length < 2) return [];
  const told = LOSSES.flatMap(([one, several], rank) => {
    const count = ranks.filter((other) => other === rank).length;
    return count > 0 ? [`${count} ${count === 1 ? one : several} it`] : [];
  });
  return [`${ranks.length} workflows: ${told.join(', ')}.`];
}

function workflowLine(uses: PlannedUse[]): string {
  const [{ workflow, calledBy }] = uses as [PlannedUse];
  const tasks = uses.map(
    (use) => `${use.task} (by ${use.by}${use.certainty === 'possibly' ? ', possibly' : ''}: ${FATES[use.survives]})`,
  );
  const callers = calledBy.map(({ title }) => title);
  const who = workflow.ownerName ?? workflow.owner;
  const owner = who ? `, owner ${who}` : '';
  return `Workflow: ${workflow.title}${owner}: ${tasks.join(', ')}${callers.length > 0 ? `; run by ${callers.join(', ')}` : ''}`;
}

const FATES: Record<PlannedUse['survives'], string> = {
  no: 'stops working',
  unknown: 'may stop working',
  yes: 'keeps working',
};

/** The same of workflows, by rank, for one and for several. */
const LOSSES = [
  ['loses', 'lose'],
  ['may lose', 'may lose'],
  ['keeps', 'keep'],
];

function rankOf({ survives }: PlannedUse): number {
  return Object.keys(FATES).indexOf(survives);
}

function survival({ by }: Use, { before, after }: PlannedConnection): PlannedUse['survives'] {
  const sameName = after?.name === before.name;
  const sameId = after?.objectId !== undefined && after.objectId === before.objectId;
  if (by === 'name') return sameName ? 'yes' : 'no';
  if (by === 'object id') return sameId ? 'yes' : 'no';
  return sameName && sameId ? 'yes' : 'unknown';
}
