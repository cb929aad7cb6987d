import { environmentIdOf } from '../../model/environment';
import type { ApiRequest, Context } from './context';
import { DONE, isList, isOptional, isRecord, isText, shape } from './shapes';

export interface Policy {
  uuid: string;
  name: string;
  description?: string;
  /** Only reading a single policy shows it. */
  statementQuery?: string;
}

export interface PolicyContent {
  name: string;
  description: string;
  statementQuery: string;
}

const POLICY = shape<Policy>('a policy', isPolicy);
const POLICIES = shape<{ policies: Policy[] }>(
  'a list of policies',
  (body) => isRecord(body) && isList(body.policies, isPolicy),
);
const CREATED = shape<{ uuid: string }>('the uuid of the policy', (body) => isRecord(body) && isText(body.uuid));
const BINDINGS = shape<{ policyBindings: { policyUuid: string; groups: string[] }[] }>(
  'a list of bindings',
  (body) => isRecord(body) && isList(body.policyBindings, isBinding),
);

export const ACCOUNT_POLICIES = [{ permission: 'iam-policies-management' }];

/** The policy of this name on the level of the environment. */
export async function findPolicy(context: Context, name: string): Promise<Policy | undefined> {
  const { body } = await send(context, {
    what: `look up the policy ${name}`,
    method: 'GET',
    path: '/policies',
    query: { name },
    answer: POLICIES,
  });
  return body?.policies.find((policy) => policy.name === name);
}

/** Every policy on the level of the environment. */
export async function listPolicies(context: Context): Promise<Policy[]> {
  const { body } = await send(context, {
    what: 'list the policies',
    method: 'GET',
    path: '/policies',
    answer: POLICIES,
  });
  return body?.policies ?? [];
}

export async function getPolicy(context: Context, uuid: string): Promise<Policy> {
  const what = `read the policy ${uuid}`;
  const { body } = await send(context, { what, method: 'GET', path: policyPath(uuid), answer: POLICY });
  return body as Policy;
}

/** @throws RejectedError with the faults of the statements. */
export async function createPolicy(context: Context, policy: PolicyContent): Promise<string> {
  const what = `create the policy ${policy.name}`;
  const { body } = await send(context, { what, method: 'POST', path: '/policies', json: policy, answer: CREATED });
  return (body as Policy).uuid;
}

export async function updatePolicy(context: Context, uuid: string, policy: PolicyContent): Promise<void> {
  const what = `update the policy ${policy.name}`;
  await send(context, { what, method: 'PUT', path: policyPath(uuid), json: policy, answer: DONE });
}

/** Deletes a policy together with its bindings. */
export async function deletePolicy(context: Context, uuid: string): Promise<void> {
  await send(context, {
    what: `delete the policy ${uuid}`,
    method: 'DELETE',
    path: policyPath(uuid),
    query: { force: 'true' },
    answer: DONE,
    accept: [404],
  });
}

/** Binds a policy to a group in this environment, and leaves the group's other policies as they are. */
export async function bindPolicy(context: Context, policyUuid: string, groupUuid: string): Promise<void> {
  const what = `bind the policy ${policyUuid} to the group ${groupUuid}`;
  const path = `/bindings/${encodeURIComponent(policyUuid)}/${encodeURIComponent(groupUuid)}`;
  await send(context, { what, method: 'PUT', path, json: {}, answer: DONE });
}

/** Uuids of the groups that a policy is bound to in this environment. */
export async function boundGroups(context: Context, policyUuid: string): Promise<string[]> {
  const path = `/bindings/${encodeURIComponent(policyUuid)}`;
  const what = `read the bindings of ${policyUuid}`;
  const { body } = await send(context, { what, method: 'GET', path, answer: BINDINGS });
  const { policyBindings = [] } = body ?? {};
  return policyBindings.filter((one) => one.policyUuid === policyUuid).flatMap(({ groups }) => groups);
}

function send<T>(context: Context, request: Omit<ApiRequest<T>, 'service' | 'permissions'>) {
  const path = `/iam/v1/repo/environment/${encodeURIComponent(environmentIdOf(context.environmentUrl))}${request.path}`;
  return context.send({ ...request, path, service: 'account', permissions: ACCOUNT_POLICIES });
}

function isPolicy(item: unknown): boolean {
  return isRecord(item) && isText(item.uuid) && isText(item.name) && isOptional(item.description, isString);
}

function isBinding(item: unknown): boolean {
  return isRecord(item) && isText(item.policyUuid) && isList(item.groups, isText);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function policyPath(uuid: string): string {
  return `/policies/${encodeURIComponent(uuid)}`;
}
