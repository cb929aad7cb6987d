import { randomUUID } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../server';
import { bindingRoutes } from './account-bindings';
import { boundaryRoutes } from './account-boundaries';
import { allPolicies, at, changing, type PolicyCall, reaches } from './account-levels';
import { accountCaller } from './credentials';
import { type Account, isAt, type Level, type Policy } from './directory';
import { accountError } from './errors';
import { conditionView, PolicySyntaxError, parsePolicy } from './policy';
import { jsonObject, routes } from './router';
import type { Tenant } from './state';

/** Policies, boundaries and bindings, on the levels of Dynatrace, of the account and of its environments. */
export function policyRoutes(tenant: Tenant) {
  return routes('/iam/v1/repo/{levelType}/{levelId}', accountCaller(tenant), {
    ...boundaryRoutes,
    ...bindingRoutes,
    'GET /policies': at((account, level, { request }) => listPolicies(account, request, level)),
    'GET /policies/aggregate': at((account, level) => {
      const found = allPolicies(account).filter((policy) => isAt(policy, level) || reaches(policy, level));
      const body = found.map(({ uuid, name, description, levelId, levelType }) => {
        return { uuid, name, description, levelId, levelType };
      });
      return { status: 200, body: { policyOverviewList: body } };
    }),
    'POST /policies': at(changing((account, level, { request }) => createPolicy(account, request, level))),
    'POST /policies/validation': at((_account, _level, { request }) => validate(request)),
    'POST /policies/validation/{policy}': at((account, level, { request, params }) => {
      ownPolicy(account, params.policy, level);
      return validate(request);
    }),
    'GET /policies/{policy}': at((account, level, { params }) => ({
      status: 200,
      body: policyView(ownPolicy(account, params.policy, level)),
    })),
    'PUT /policies/{policy}': at(changing(updatePolicy)),
    'DELETE /policies/{policy}': at(changing(deletePolicy)),
  });
}

function listPolicies(account: Account, { query }: SandboxRequest, level: Level): SandboxResponse {
  const wanted = query.get('name');
  const found = allPolicies(account)
    .filter((policy) => isAt(policy, level) && (wanted === null || policy.name === wanted))
    .map(({ uuid, name, description }) => ({ uuid, name, description }));
  return { status: 200, body: { policies: found } };
}

function createPolicy(account: Account, request: SandboxRequest, level: Level): SandboxResponse {
  const policy: Policy = { uuid: randomUUID(), ...policyBody(request), ...level };
  refuseTakenName(account, policy);
  account.policies.push(policy);
  return { status: 201, body: policyView(policy) };
}

function updatePolicy(account: Account, level: Level, { request, params }: PolicyCall): SandboxResponse {
  const policy = ownPolicy(account, params.policy, level);
  const body = policyBody(request);
  refuseTakenName(account, { ...policy, ...body });
  Object.assign(policy, body);
  return { status: 204 };
}

function deletePolicy(account: Account, level: Level, { request, params }: PolicyCall): SandboxResponse {
  const policy = ownPolicy(account, params.policy, level);
  const bound = account.bindings.some(({ policyUuid }) => policyUuid === policy.uuid);
  if (bound && request.query.get('force') !== 'true') throw accountError(400, `Policy ${policy.name} is still in use`);
  account.policies.splice(account.policies.indexOf(policy), 1);
  account.bindings = account.bindings.filter(({ policyUuid }) => policyUuid !== policy.uuid);
  return { status: 204 };
}

function validate(request: SandboxRequest): SandboxResponse {
  policyBody(request);
  return { status: 200, body: { warnings: [] } };
}

function policyBody(request: SandboxRequest): Pick<Policy, 'name' | 'description' | 'tags' | 'statementQuery'> {
  const { name, description, tags = [], statementQuery } = jsonObject(request);
  const problems: Record<string, string> = {};
  if (typeof name !== 'string' || !name) problems.name = 'must not be empty';
  if (typeof description !== 'string') problems.description = 'must not be null';
  if (!Array.isArray(tags)) problems.tags = 'must be an array';
  try {
    parsePolicy(String(statementQuery ?? ''));
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    problems.statementQuery = error.message;
  }
  if (Object.keys(problems).length > 0) throw accountError(400, 'Validation failed', problems);
  return { name, description, tags, statementQuery } as Policy;
}

function refuseTakenName({ policies }: Account, policy: Policy): void {
  const taken = policies.some(({ uuid, name, ...level }) => {
    return uuid !== policy.uuid && name === policy.name && isAt(level, policy);
  });
  if (taken) throw accountError(400, `Policy ${policy.name} already exists`);
}

function ownPolicy(account: Account, uuid: string | undefined, level: Level): Policy {
  const policy = allPolicies(account).find((known) => known.uuid === uuid && isAt(known, level));
  if (!policy) throw accountError(404, `Policy ${uuid} not found`);
  return policy;
}

function policyView({ uuid, name, description, tags, statementQuery }: Policy): object {
  const statements = parsePolicy(statementQuery).map(({ effect, permissions, conditions }) => {
    return { effect, permissions, conditions: conditions.map(conditionView) };
  });
  return { uuid, name, tags, description, statementQuery, statements };
}
