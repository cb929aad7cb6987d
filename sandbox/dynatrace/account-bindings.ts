import type { SandboxResponse } from '../server';
import { at, bindablePolicy, changing, type PolicyCall } from './account-levels';
import { type Account, type Binding, isAt, type Level } from './directory';
import { accountError } from './errors';
import { jsonObject } from './router';

/** Which groups a policy applies to on a level, and within which boundaries. */
export const bindingRoutes = {
  'GET /bindings': at((account, level) => listBindings(account, level)),
  'DELETE /bindings': at(
    changing((account, level) => {
      account.bindings = account.bindings.filter((binding) => !isAt(binding, level));
      return { status: 204 };
    }),
  ),
  'GET /bindings/groups/{group}': at((account, level, { params }) => {
    const group = groupOf(account, params.group);
    const bound = account.bindings.filter((binding) => isAt(binding, level) && binding.groupUuid === group);
    return { status: 200, body: { policyUuids: [...new Set(bound.map(({ policyUuid }) => policyUuid))] } };
  }),
  'PUT /bindings/groups/{group}': at(changing(replaceForGroup)),
  'GET /bindings/{policy}': at((account, level, { params }) => {
    return listBindings(account, level, bindablePolicy(account, params.policy, level));
  }),
  'POST /bindings/{policy}': at(changing(bindGroups)),
  'DELETE /bindings/{policy}': at(changing((account, level, call) => unbind(account, level, call))),
  'GET /bindings/{policy}/{group}': at((account, level, { params }) => {
    const policy = bindablePolicy(account, params.policy, level);
    return listBindings(account, level, policy, groupOf(account, params.group));
  }),
  'POST /bindings/{policy}/{group}': at(changing((account, level, call) => bind(account, level, call, 'create'))),
  'PUT /bindings/{policy}/{group}': at(changing((account, level, call) => bind(account, level, call, 'ensure'))),
  'DELETE /bindings/{policy}/{group}': at(
    changing((account, level, call) => unbind(account, level, call, groupOf(account, call.params.group))),
  ),
};

/** The group's policies on this level become those of the body; bindings that stay keep their boundaries. */
function replaceForGroup(account: Account, level: Level, { request, params }: PolicyCall): SandboxResponse {
  const groupUuid = groupOf(account, params.group);
  const { policyUuids } = jsonObject(request);
  if (!Array.isArray(policyUuids)) throw accountError(400, 'policyUuids is required');
  const wanted = policyUuids.map((uuid) => bindablePolicy(account, String(uuid), level));
  const ofGroup = (binding: Binding) => isAt(binding, level) && binding.groupUuid === groupUuid;
  const kept = account.bindings.filter((binding) => !ofGroup(binding) || wanted.includes(binding.policyUuid));
  const bound = kept.filter(ofGroup).map(({ policyUuid }) => policyUuid);
  const added = wanted.filter((policyUuid) => !bound.includes(policyUuid));
  const fresh = added.map((policyUuid): Binding => ({ ...level, policyUuid, groupUuid, boundaries: [] }));
  account.bindings = [...kept, ...fresh];
  return { status: 204 };
}

function bindGroups(account: Account, level: Level, { request, params }: PolicyCall): SandboxResponse {
  const policyUuid = bindablePolicy(account, params.policy, level);
  const body = jsonObject(request);
  if (!Array.isArray(body.groups)) throw accountError(400, 'groups is required');
  const boundaries = boundariesIn(account, body);
  for (const group of body.groups) {
    const binding = { ...level, policyUuid, groupUuid: groupOf(account, String(group)), boundaries };
    if (!find(account, binding)) account.bindings.push(binding);
  }
  return { status: 204 };
}

function bind(
  account: Account,
  level: Level,
  { request, params }: PolicyCall,
  mode: 'create' | 'ensure',
): SandboxResponse {
  const boundaries = boundariesIn(account, jsonObject(request));
  const policyUuid = bindablePolicy(account, params.policy, level);
  const binding: Binding = { ...level, policyUuid, groupUuid: groupOf(account, params.group), boundaries };
  const bound = find(account, binding);
  if (bound && mode === 'create') throw accountError(400, 'The policy is already bound to this group');
  if (bound) bound.boundaries = boundaries;
  else account.bindings.push(binding);
  return { status: 204 };
}

function unbind(account: Account, level: Level, { request, params }: PolicyCall, group?: string): SandboxResponse {
  if (!request.query.has('forceMultiple')) throw accountError(400, 'forceMultiple is required');
  const policy = bindablePolicy(account, params.policy, level);
  const meant = account.bindings.filter(
    (binding) => isAt(binding, level) && binding.policyUuid === policy && (!group || binding.groupUuid === group),
  );
  if (meant.length === 0) throw accountError(404, 'Binding not found');
  if (meant.length > 1 && request.query.get('forceMultiple') !== 'true') {
    throw accountError(400, `${meant.length} bindings match, which needs forceMultiple`);
  }
  account.bindings = account.bindings.filter((binding) => !meant.includes(binding));
  return { status: 204 };
}

/** One entry for each policy with the same boundaries. */
function listBindings({ bindings }: Account, level: Level, policy?: string, group?: string): SandboxResponse {
  const found = bindings.filter(
    (binding) =>
      isAt(binding, level) && (!policy || binding.policyUuid === policy) && (!group || binding.groupUuid === group),
  );
  const policyBindings: { policyUuid: string; groups: string[]; boundaries: string[] }[] = [];
  for (const { policyUuid, groupUuid, boundaries = [] } of found) {
    const alike = policyBindings.find(
      (one) => one.policyUuid === policyUuid && `${one.boundaries}` === `${boundaries}`,
    );
    if (alike) alike.groups.push(groupUuid);
    else policyBindings.push({ policyUuid, groups: [groupUuid], boundaries });
  }
  return { status: 200, body: { ...level, policyBindings } };
}

function boundariesIn(account: Account, { boundaries = [] }: Record<string, unknown>): string[] {
  if (!Array.isArray(boundaries)) throw accountError(400, 'boundaries must be an array');
  const unknown = boundaries.find((uuid) => !account.boundaries.some((boundary) => boundary.uuid === uuid));
  if (unknown !== undefined) throw accountError(404, `Boundary ${unknown} not found`);
  return boundaries;
}

/** Service users' own groups take policies too. */
function groupOf({ groups }: Account, uuid: string | undefined): string {
  const group = groups.find((known) => known.uuid === uuid);
  if (!group) throw accountError(404, `Group ${uuid} not found`);
  return group.uuid;
}

function find({ bindings }: Account, wanted: Binding): Binding | undefined {
  return bindings.find(
    (binding) =>
      isAt(binding, wanted) && binding.policyUuid === wanted.policyUuid && binding.groupUuid === wanted.groupUuid,
  );
}
