import type { ResolvedTenant } from '../../deployment/stacks';
import { listWorkflows, usersOf } from '../../scripts/dynatrace/automation';
import { messageOf } from '../../scripts/dynatrace/errors';
import { lookAt } from '../live/look';

/** Which workflows use an object id that is about to go, or why nobody could say. */
export type WorkflowUsers = { titles: string[] } | { unknown: string };

/** Asks the tenant, once for all object ids. */
export async function usersOfConnections(
  tenant: ResolvedTenant,
  objectIds: string[],
): Promise<Map<string, WorkflowUsers>> {
  if (objectIds.length === 0) return new Map();
  try {
    const context = lookAt(tenant);
    try {
      const workflows = await listWorkflows(context);
      return new Map(objectIds.map((id) => [id, { titles: usersOf(id, workflows).map(({ title }) => title) }]));
    } finally {
      await context.close();
    }
  } catch (error) {
    return new Map(objectIds.map((id) => [id, { unknown: messageOf(error) }]));
  }
}

/** The same for a reader, a line for each. */
export function workflowLines(users: WorkflowUsers | undefined): string[] {
  if (!users) return [];
  if ('unknown' in users) return [`Which workflows these are is not known: ${users.unknown}`];
  if (users.titles.length === 0) return ['No workflow that these credentials can see uses it.'];
  return users.titles.map((title) => `Workflow: ${title}`);
}
