import type { Context } from './context';
import { AuthorizationError, messageOf } from './errors';
import { isList, isOptional, isRecord, isText, shape } from './shapes';

export interface WorkflowTask {
  /** App and action, such as `dynatrace.aws.connector:s3-list-buckets`. */
  action?: string;
  input?: Record<string, unknown> | null;
}

export interface Workflow {
  id: string;
  title: string;
  /** Uuid of the user or group that it belongs to. */
  owner?: string;
  /** E-mail address or name of the owner, where somebody looked it up. */
  ownerName?: string;
  /** Uuid of the user that it runs as. */
  actor?: string | null;
  isPrivate?: boolean;
  /** What a run gets that passes nothing else; `input()` in an expression. */
  input?: Record<string, unknown> | null;
  /** By name. */
  tasks?: Record<string, WorkflowTask> | null;
}

/** The workflows of a tenant, as far as the caller may see them. */
export interface VisibleWorkflows {
  workflows: Workflow[];
  /** Why private workflows of others may be missing; absent when nothing is. */
  hidden?: string;
}

const READ = [{ permission: 'automation:workflows:read' }];
const ADMIN = [...READ, { permission: 'automation:workflows:admin' }];
const PAGE_SIZE = 100;

const WORKFLOWS = shape<{ count: number; results: Workflow[] }>(
  'a page of workflows',
  (body) => isRecord(body) && typeof body.count === 'number' && isList(body.results, isWorkflow),
);
const PERMISSIONS = shape<string[]>('a list of permissions', (body) => isList(body, isText));

/**
 * Every workflow of the tenant where the caller is granted `automation:workflows:admin`, otherwise those that he may see.
 *
 * @throws AuthorizationError without `automation:workflows:read`
 */
export async function listWorkflows(context: Context): Promise<VisibleWorkflows> {
  try {
    return { workflows: await listPages(context, true) };
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error;
    return { workflows: await listPages(context, false), hidden: messageOf(error) };
  }
}

/** Pages overlap when workflows are made in between, so that each counts once. */
async function listPages(context: Context, adminAccess: boolean): Promise<Workflow[]> {
  const found = new Map<string, Workflow>();
  for (let offset = 0; ; ) {
    const { count, results } = await listPage(context, adminAccess, offset);
    for (const workflow of results) found.set(workflow.id, workflow);
    offset += results.length;
    if (results.length === 0 || offset >= count) return [...found.values()];
  }
}

async function listPage(context: Context, adminAccess: boolean, offset: number) {
  const { body } = await context.send({
    what: 'list the workflows',
    method: 'GET',
    path: '/automation/v1/workflows',
    query: { limit: String(PAGE_SIZE), offset: String(offset), ...(adminAccess && { adminAccess: 'true' }) },
    permissions: adminAccess ? ADMIN : READ,
    answer: WORKFLOWS,
  });
  return body as { count: number; results: Workflow[] };
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
  return body as string[];
}

function isWorkflow(item: unknown): boolean {
  if (!isRecord(item) || !isText(item.id) || typeof item.title !== 'string') return false;
  const isTask = (task: unknown) =>
    isRecord(task) &&
    isOptional(task.action, (action) => typeof action === 'string') &&
    isOptional(task.input, isRecord);
  return isOptional(item.tasks, (tasks) => isRecord(tasks) && Object.values(tasks).every(isTask));
}
