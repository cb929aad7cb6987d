import { randomUUID } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../server';
import { accountCaller, type Caller } from './credentials';
import type { Account, Binding, Level, Policy } from './directory';
import { accountError } from './errors';
import { PolicySyntaxError, parsePolicy } from './policy';
import { type Call, jsonObject, routes } from './router';
import type { Tenant } from './state';

type PolicyCall = Call<Caller>;

/** Policies and their bindings to groups, on the levels of the account and of its environments. */
export function policyRoutes(tenant: Tenant) {
  const { account } = tenant;
  const at = (handle: (call: PolicyCall, level: Level) => SandboxResponse) => (call: PolicyCall) => {
    if (!call.caller.scopes.includes('iam-policies-management')) throw accountError(403, 'User not authorized');
    return handle(call, levelOf(account, call));
  };
  return routes('/iam/v1/repo/{levelType}/{levelId}', accountCaller(tenant), {
    'GET /policies': at(({ request }, level) => listPolicies(account, request, level)),
    'POST /policies': at(({ request }, level) => createPolicy(account, request, level)),
    'POST /policies/validation': at(({ request }) => {
      policyBody(request);
      return { status: 200, body: { warnings: [] } };
    }),
    'GET /policies/{policy}': at(({ params }, level) => ({
      status: 200,
      body: policyView(ownPolicy(account, params.policy, level)),
    })),
    'PUT /policies/{policy}': at((call, level) => updatePolicy(account, call, level)),
    'DELETE /policies/{policy}': at((call, level) => deletePolicy(account, call, level)),
    'GET /bindings': at((_, level) => listBindings(account, level)),
    'GET /bindings/groups/{group}': at(({ params }, level) => {
      const group = groupOf(account, params.group);
      const bound = account.bindings.filter((binding) => isAt(binding, level) && binding.groupUuid === group);
      return { status: 200, body: { policyUuids: bound.map(({ policyUuid }) => policyUuid) } };
    }),
    'GET /bindings/{policy}': at(({ params }, level) => {
      return listBindings(account, level, bindablePolicy(account, params.policy, level));
    }),
    'POST /bindings/{policy}': at((call, level) => bindGroups(account, call, level)),
    'GET /bindings/{policy}/{group}': at(({ params }, level) => {
      const policy = bindablePolicy(account, params.policy, level);
      return listBindings(account, level, policy, groupOf(account, params.group));
    }),
    'POST /bindings/{policy}/{group}': at((call, level) => bind(account, call, level, 'create')),
    'PUT /bindings/{policy}/{group}': at((call, level) => bind(account, call, level, 'ensure')),
    'DELETE /bindings/{policy}/{group}': at((call, level) => unbind(account, call, level)),
  });
}

function levelOf(account: Account, { params: { levelType, levelId = '' } }: PolicyCall): Level {
  const known =
    levelType === 'account'
      ? levelId === account.uuid
      : levelType === 'environment' && account.environments.some(({ id }) => id === levelId);
  if (!known) throw accountError(404, `Level ${levelType}/${levelId} not found`);
  return { levelType: levelType as Level['levelType'], levelId };
}

function listPolicies({ policies }: Account, { query }: SandboxRequest, level: Level): SandboxResponse {
  const wanted = query.get('name');
  const found = policies
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

function updatePolicy(account: Account, { request, params }: PolicyCall, level: Level): SandboxResponse {
  const policy = ownPolicy(account, params.policy, level);
  const body = policyBody(request);
  refuseTakenName(account, { ...policy, ...body });
  Object.assign(policy, body);
  return { status: 204 };
}

function deletePolicy(account: Account, { request, params }: PolicyCall, level: Level): SandboxResponse {
  const policy = ownPolicy(account, params.policy, level);
  const bound = account.bindings.some(({ policyUuid }) => policyUuid === policy.uuid);
  if (bound && request.query.get('force') !== 'true') throw accountError(400, `Policy ${policy.name} is still in use`);
  account.policies.splice(account.policies.indexOf(policy), 1);
  account.bindings = account.bindings.filter(({ policyUuid }) => policyUuid !== policy.uuid);
  return { status: 204 };
}

function bindGroups(account: Account, { request, params }: PolicyCall, level: Level): SandboxResponse {
  const policyUuid = bindablePolicy(account, params.policy, level);
  const { groups } = jsonObject(request);
  if (!Array.isArray(groups)) throw accountError(400, 'groups is required');
  const added = groups.map((group): Binding => ({ ...level, policyUuid, groupUuid: groupOf(account, String(group)) }));
  account.bindings.push(...added.filter((binding) => !isBound(account, binding)));
  return { status: 204 };
}

function bind(
  account: Account,
  { request, params }: PolicyCall,
  level: Level,
  mode: 'create' | 'ensure',
): SandboxResponse {
  jsonObject(request);
  const policyUuid = bindablePolicy(account, params.policy, level);
  const binding = { ...level, policyUuid, groupUuid: groupOf(account, params.group) };
  const bound = isBound(account, binding);
  if (bound && mode === 'create') throw accountError(400, 'The policy is already bound to this group');
  if (!bound) account.bindings.push(binding);
  return { status: 204 };
}

function unbind(account: Account, { request, params }: PolicyCall, level: Level): SandboxResponse {
  if (!request.query.has('forceMultiple')) throw accountError(400, 'forceMultiple is required');
  const binding = {
    ...level,
    policyUuid: bindablePolicy(account, params.policy, level),
    groupUuid: params.group ?? '',
  };
  if (!isBound(account, binding)) throw accountError(404, 'Binding not found');
  account.bindings = account.bindings.filter((known) => !sameBinding(known, binding));
  return { status: 204 };
}

function listBindings({ bindings }: Account, level: Level, policy?: string, group?: string): SandboxResponse {
  const found = bindings
    .filter((binding) => isAt(binding, level))
    .filter(({ policyUuid, groupUuid }) => (!policy || policyUuid === policy) && (!group || groupUuid === group));
  const policyBindings = [...new Set(found.map(({ policyUuid }) => policyUuid))].map((policyUuid) => ({
    policyUuid,
    groups: found.filter((binding) => binding.policyUuid === policyUuid).map(({ groupUuid }) => groupUuid),
  }));
  return { status: 200, body: { ...level, policyBindings } };
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

function ownPolicy({ policies }: Account, uuid: string | undefined, level: Level): Policy {
  const policy = policies.find((known) => known.uuid === uuid && isAt(known, level));
  if (!policy) throw accountError(404, `Policy ${uuid} not found`);
  return policy;
}

/** On the level of an environment the account's policies can be bound too. */
function bindablePolicy({ policies }: Account, uuid: string | undefined, level: Level): string {
  const policy = policies.find((known) => known.uuid === uuid);
  if (!policy || !(policy.levelType === 'account' || isAt(policy, level))) {
    throw accountError(404, `Policy ${uuid} not found`);
  }
  return policy.uuid;
}

function groupOf({ groups }: Account, uuid: string | undefined): string {
  const group = groups.find((known) => known.uuid === uuid);
  if (!group) throw accountError(404, `Group ${uuid} not found`);
  return group.uuid;
}

function isBound({ bindings }: Account, wanted: Binding): boolean {
  return bindings.some((binding) => sameBinding(binding, wanted));
}

function sameBinding(a: Binding, b: Binding): boolean {
  return isAt(a, b) && a.policyUuid === b.policyUuid && a.groupUuid === b.groupUuid;
}

function isAt(a: Level, b: Level): boolean {
  return a.levelType === b.levelType && a.levelId === b.levelId;
}

function policyView({ uuid, name, description, tags, statementQuery }: Policy): object {
  const statements = parsePolicy(statementQuery).map(({ effect, ...statement }) => {
    return { effect: effect.toLowerCase(), ...statement };
  });
  return { uuid, name, tags, description, statementQuery, statements };
}
