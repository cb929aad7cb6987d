import { listGroups, listServiceUsers, listUsers } from '../../scripts/dynatrace/account';
import { listWorkflows, type VisibleWorkflows, type Workflow } from '../../scripts/dynatrace/automation';
import type { Context } from '../../scripts/dynatrace/context';
import { DynatraceError } from '../../scripts/dynatrace/errors';

type Named = [uuid: string, name: string];

/** The lists of an account that have owners of workflows, those first that most workflows belong to. */
const LISTS: ((context: Context) => Promise<Named[]>)[] = [
  async (context) => (await listUsers(context)).map(({ uid, email }) => [uid, email]),
  async (context) => (await listGroups(context)).map(({ uuid, name }) => [uuid, name]),
  async (context) => (await listServiceUsers(context)).map(({ uid, name }) => [uid, name]),
];

/** As `listWorkflows`, with the names of their owners where the account tells them. */
export async function workflowsWithOwners(context: Context): Promise<VisibleWorkflows> {
  const { workflows, ...hidden } = await listWorkflows(context);
  const names = await namesOf(workflows, context);
  const named = workflows.map((workflow) => {
    const ownerName = names.get(workflow.owner ?? '');
    return ownerName === undefined ? workflow : { ...workflow, ownerName };
  });
  return { workflows: named, ...hidden };
}

/** Credentials that may read workflows often may not read the account, which leaves the uuids. */
async function namesOf(workflows: Workflow[], context: Context): Promise<Map<string, string>> {
  const owners = new Set(workflows.flatMap(({ owner }) => owner ?? []));
  const names = new Map<string, string>();
  if (context.accountUuid === undefined) return names;
  for (const list of LISTS) {
    if ([...owners].every((owner) => names.has(owner))) break;
    try {
      for (const [uuid, name] of await list(context)) if (owners.has(uuid)) names.set(uuid, name);
    } catch (error) {
      if (!(error instanceof DynatraceError)) throw error;
      break;
    }
  }
  return names;
}
