import type { ResolvedStack } from '../../deployment/stacks';
import type { ConnectionSchema } from '../../model/connection';
import { listWorkflows, usersOf } from '../../scripts/dynatrace/automation';
import { messageOf } from '../../scripts/dynatrace/errors';
import { lookAt } from '../live/look';

/** A connection that a plan takes its object id or its name from, with what workflows can refer to it by. */
export interface PlannedConnection {
  schema: ConnectionSchema;
  before: { name: string; objectId: string };
  /** Absent when the connection is deleted; without an object id while nobody knows the new one. */
  after?: { name: string; objectId?: string };
}

/** Which workflows use a connection that is about to change, or why nobody could say. */
export type WorkflowUsers = { titles: string[] } | { unknown: string };

/** Asks the tenant, once for all connections. @returns the users by the object id that a connection has now */
export async function usersOfConnections(
  tenant: ResolvedStack,
  connections: PlannedConnection[],
): Promise<Map<string, WorkflowUsers>> {
  if (connections.length === 0) return new Map();
  const ids = connections.map(({ before }) => before.objectId);
  try {
    const context = lookAt(tenant);
    try {
      const workflows = await listWorkflows(context);
      return new Map(ids.map((id) => [id, { titles: usersOf(id, workflows).map(({ title }) => title) }]));
    } finally {
      await context.close();
    }
  } catch (error) {
    return new Map(ids.map((id) => [id, { unknown: messageOf(error) }]));
  }
}

/** The same for a reader, a line for each. */
export function workflowLines(users: WorkflowUsers | undefined): string[] {
  if (!users) return [];
  if ('unknown' in users) return [`Which workflows these are is not known: ${users.unknown}`];
  if (users.titles.length === 0) return ['No workflow that these credentials can see uses it.'];
  return users.titles.map((title) => `Workflow: ${title}`);
}
