import { randomUUID } from 'node:crypto';
import type { SandboxResponse } from '../server';
import { type Caller, platformCaller } from './credentials';
import { gatewayError } from './errors';
import { requirePermission, userHolds } from './permissions';
import { PERMISSIONS } from './policy';
import { type Call, routes } from './router';
import type { Tenant, Workflow } from './state';

/** What every user lets Workflows do without choosing it under "Authorization settings". */
const GENERAL_CONSENT = [
  ...['app-engine:apps:run', 'app-engine:functions:run'],
  ...['automation:workflows:read', 'automation:workflows:run'],
];

/** Parameters that select workflows by a field of the same name. */
const SELECTORS = ['id', 'owner', 'ownerType', 'triggerType', 'type', 'isDeployed'] as const;

type AutomationCall = Call<Caller>;

/** The automation API, as far as connections concern it: workflows with their tasks, and the consent of users. */
export function automationRoutes(tenant: Tenant) {
  const read = (handle: (call: AutomationCall) => SandboxResponse) => (call: AutomationCall) => {
    requirePermission(tenant, call.caller, 'automation:workflows:read');
    if (call.request.query.get('adminAccess') === 'true') {
      requirePermission(tenant, call.caller, 'automation:workflows:admin');
    }
    return handle(call);
  };
  const users = () => tenant.account.users.filter(({ kind }) => kind === 'service');
  return routes('/platform/automation/v1', platformCaller(tenant), {
    'GET /workflows': read((call) => listWorkflows(tenant, call)),
    'GET /workflows/{id}': read((call) => ({ status: 200, body: viewOf(find(tenant, call)) })),
    'GET /workflows/{id}/tasks': read((call) => ({ status: 200, body: find(tenant, call).tasks })),
    'GET /workflows/{id}/actions': read((call) => {
      return { status: 200, body: [...new Set(Object.values(find(tenant, call).tasks).map(({ action }) => action))] };
    }),
    'GET /settings': read(() => {
      const scopes = Object.fromEntries(Object.keys(PERMISSIONS).map((name) => [name, name]));
      return {
        status: 200,
        body: { scopes, groupId: '', policyId: '', features: [], environment: environmentOf(tenant) },
      };
    }),
    'GET /settings/user-permissions': read(({ caller }) => ({ status: 200, body: consentOf(tenant, caller) })),
    'GET /settings/service-users': read(() => ({
      status: 200,
      body: { results: users().map(({ uuid, name, email }) => ({ uuid, name, email })) },
    })),
  });
}

/** The environment with its limits, which the sandbox does not enforce. */
function environmentOf({ id, workflows }: Tenant): object {
  const limits = {
    hourlyExecutionUpperBoundStandard: 1000,
    hourlyExecutionUpperBoundSimple: 1000,
    hourlyExecutionDefaultStandard: 1000,
    hourlyExecutionDefaultSimple: 1000,
    hourlyEventTriggerStandard: 1000,
    hourlyEventTriggerSimple: 1000,
  };
  return { id, workflowsCount: workflows.length, limits };
}

/** Adds a workflow. @param fields its tasks name connections in their inputs */
export function addWorkflow(tenant: Tenant, fields: Pick<Workflow, 'title' | 'owner'> & Partial<Workflow>): Workflow {
  const workflow: Workflow = {
    id: randomUUID(),
    description: '',
    type: 'STANDARD',
    isDeployed: true,
    actor: fields.owner,
    ownerType: 'USER',
    isPrivate: false,
    triggerType: 'Manual',
    created: new Date().toISOString(),
    tasks: {},
    ...fields,
  };
  tenant.workflows.push(workflow);
  return workflow;
}

/** What Workflows may do for a user: consent, which never exceeds the user's own permissions. */
function consentOf(tenant: Tenant, caller: Caller): string[] {
  const consent = [...GENERAL_CONSENT, ...(tenant.consent.get(caller.user?.uuid ?? '') ?? [])];
  return consent.filter((permission) => userHolds(tenant, caller, permission, {}) !== 'false');
}

function listWorkflows(tenant: Tenant, call: AutomationCall): SandboxResponse {
  const { query } = call.request;
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  const search = (query.get('search') ?? '').toLowerCase();
  const wanted = SELECTORS.flatMap((name) => (query.has(name) ? [[name, query.get(name)] as const] : []));
  const all = tenant.workflows
    .filter((workflow) => isVisible(tenant, workflow, call))
    .filter((workflow) => wanted.every(([name, value]) => String(workflow[name]) === value))
    .filter(({ title }) => title.toLowerCase().includes(search));
  return { status: 200, body: { count: all.length, results: all.slice(offset, offset + limit).map(viewOf) } };
}

function find(tenant: Tenant, call: AutomationCall): Workflow {
  const workflow = tenant.workflows.find(({ id }) => id === call.params.id);
  if (!workflow || !isVisible(tenant, workflow, call)) throw gatewayError(404, 'Workflow not found');
  return workflow;
}

/** A private workflow is its owner's, which may be all members of a group. */
function isVisible({ account }: Tenant, workflow: Workflow, { caller, request }: AutomationCall): boolean {
  const uuid = caller.user?.uuid ?? '';
  const groups = account.groups.filter(({ members }) => members.includes(uuid)).map((group) => group.uuid);
  const owns = [uuid, ...groups].includes(workflow.owner);
  return !workflow.isPrivate || owns || request.query.get('adminAccess') === 'true';
}

function viewOf({ created, ...workflow }: Workflow): object {
  const by = workflow.ownerType === 'USER' ? workflow.owner : null;
  return {
    input: {},
    ...workflow,
    modificationInfo: { createdBy: by, createdTime: created, lastModifiedBy: by, lastModifiedTime: created },
    schemaVersion: 3,
    trigger: {},
    taskDefaults: {},
    result: null,
    guide: null,
    hourlyExecutionLimit: 1000,
    throttle: { isLimitHit: false, limitEvents: [] },
    workflowLimit: { isActive: false },
    lastExecution: null,
    version: 1,
  };
}
