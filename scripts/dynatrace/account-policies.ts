import { parseEnvironment } from '../../model/environment';
import type { ApiRequest, Context } from './context';

export interface Policy {
  uuid: string;
  name: string;
  description: string;
  /** Only reading a single policy shows it. */
  statementQuery?: string;
}

export type PolicyContent = Pick<Policy, 'name' | 'description'> & { statementQuery: string };

export const ACCOUNT_POLICIES = [{ permission: 'iam-policies-management' }];

/** The policy of this name on the level of the environment. */
export async function findPolicy(context: Context, name: string): Promise<Policy | undefined> {
  const { body } = await send(context, {
    what: `look up the policy ${name}`,
    method: 'GET',
    path: '/policies',
    query: { name },
  });
  return (body as { policies: Policy[] }).policies.find((policy) => policy.name === name);
}

export async function getPolicy(context: Context, uuid: string): Promise<Policy> {
  const { body } = await send(context, { what: `read the policy ${uuid}`, method: 'GET', path: policyPath(uuid) });
  return body as Policy;
}

/** @throws RejectedError with the faults of the statements. */
export async function createPolicy(context: Context, policy: PolicyContent): Promise<string> {
  const what = `create the policy ${policy.name}`;
  const { body } = await send(context, { what, method: 'POST', path: '/policies', json: policy });
  return (body as Policy).uuid;
}

export async function updatePolicy(context: Context, uuid: string, policy: PolicyContent): Promise<void> {
  const what = `update the policy ${policy.name}`;
  await send(context, { what, method: 'PUT', path: policyPath(uuid), json: policy });
}

/** Deletes a policy together with its bindings. */
export async function deletePolicy(context: Context, uuid: string): Promise<void> {
  await send(context, {
    what: `delete the policy ${uuid}`,
    method: 'DELETE',
    path: policyPath(uuid),
    query: { force: 'true' },
    accept: [404],
  });
}

/** Binds a policy to a group in this environment, and leaves the group's other policies as they are. */
export async function bindPolicy(context: Context, policyUuid: string, groupUuid: string): Promise<void> {
  const what = `bind the policy ${policyUuid} to the group ${groupUuid}`;
  const path = `/bindings/${encodeURIComponent(policyUuid)}/${encodeURIComponent(groupUuid)}`;
  await send(context, { what, method: 'PUT', path, json: {} });
}

/** Uuids of the groups that a policy is bound to in this environment. */
export async function boundGroups(context: Context, policyUuid: string): Promise<string[]> {
  const path = `/bindings/${encodeURIComponent(policyUuid)}`;
  const { body } = await send(context, { what: `read the bindings of ${policyUuid}`, method: 'GET', path });
  const { policyBindings } = body as { policyBindings: { policyUuid: string; groups: string[] }[] };
  return policyBindings.filter((one) => one.policyUuid === policyUuid).flatMap(({ groups }) => groups);
}

/** Id of the environment as the account API has it. */
export function environmentId({ environmentUrl, access }: Context): string {
  const { ssoUrl, accountUrl } = access;
  return parseEnvironment(environmentUrl, { ssoUrl, accountUrl, issuer: 'https://token.dynatrace.com' }).id;
}

function send(context: Context, request: Omit<ApiRequest, 'service' | 'permissions'>) {
  const path = `/iam/v1/repo/environment/${encodeURIComponent(environmentId(context))}${request.path}`;
  return context.send({ ...request, path, service: 'account', permissions: ACCOUNT_POLICIES });
}

function policyPath(uuid: string): string {
  return `/policies/${encodeURIComponent(uuid)}`;
}
