import type { Context } from './context';
import { isList, isOptional, isRecord, isText, shape } from './shapes';

export interface Workflow {
  id: string;
  title: string;
  /** Uuid of the user that it runs as. */
  actor?: string;
  /** By name; an input of an AWS action names its connection. */
  tasks?: Record<string, { action: string; input?: Record<string, unknown> }>;
}

const READ = [{ permission: 'automation:workflows:read' }];
const ACTION = 'dynatrace.aws.connector:';
const PAGE_SIZE = 100;

const WORKFLOWS = shape<{ count: number; results: Workflow[] }>(
  'a page of workflows',
  (body) => isRecord(body) && typeof body.count === 'number' && isList(body.results, isWorkflow),
);
const PERMISSIONS = shape<string[]>('a list of permissions', (body) => isList(body, isText));

/** Every workflow that the caller may see. */
export async function listWorkflows(context: Context): Promise<Workflow[]> {
  const workflows: Workflow[] = [];
  for (;;) {
    const { body } = await context.send({
      what: 'list the workflows',
      method: 'GET',
      path: '/automation/v1/workflows',
      query: { limit: String(PAGE_SIZE), offset: String(workflows.length) },
      permissions: READ,
      answer: WORKFLOWS,
    });
    const { count = 0, results = [] } = body ?? {};
    workflows.push(...results);
    if (results.length === 0 || workflows.length >= count) return workflows;
  }
}

/** The workflows among those given whose AWS actions use a connection, by its object id. */
export function usersOf(objectId: string, workflows: Workflow[]): Workflow[] {
  return workflows.filter(({ tasks }) =>
    Object.values(tasks ?? {}).some(({ action, input }) => action.startsWith(ACTION) && input?.connection === objectId),
  );
}

/** What workflows may do on behalf of the caller: the consent given under "Authorization settings". */
export async function consentedPermissions(context: Context): Promise<string[]> {
  const { body } = await context.send({
    what: 'read what workflows may do for this user',
    method: 'GET',
    path: '/automation/v1/settings/user-permissions',
    permissions: READ,
    answer: PERMISSIONS,
  });
  return body ?? [];
}

function isWorkflow(item: unknown): boolean {
  if (!isRecord(item) || !isText(item.id) || typeof item.title !== 'string') return false;
  const isTask = (task: unknown) => isRecord(task) && isText(task.action) && isOptional(task.input, isRecord);
  return isOptional(item.tasks, (tasks) => isRecord(tasks) && Object.values(tasks).every(isTask));
}
