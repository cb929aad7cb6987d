import type { SandboxRequest, SandboxResponse } from '../server';
import type { AccountCaller } from './credentials';
import type { Account, Group } from './directory';
import { accountError } from './errors';
import { type Call, isObject, jsonObject } from './router';

export type AccountCall = Call<AccountCaller>;
type AccountHandler = (account: Account, call: AccountCall) => SandboxResponse;

/** Answers callers whose token has the scope, and only about the account that it was asked for. */
export function may(scope: string, handle: AccountHandler) {
  return (call: AccountCall): SandboxResponse => {
    const { account, scopes } = call.caller;
    if (!scopes.includes(scope)) throw accountError(403, 'User not authorized');
    if (call.params.account !== account.uuid) throw accountError(404, 'Account not found');
    return handle(account, call);
  };
}

export const read = (handle: AccountHandler) => may('account-idm-read', handle);
export const write = (handle: AccountHandler) => may('account-idm-write', handle);

/** @throws Refusal 404 for an unknown group and for the own group of a service user. */
export function groupOf(account: Account, uuid: string | undefined): Group {
  const group = visibleGroups(account).find((known) => known.uuid === uuid);
  if (!group) throw accountError(404, `Group ${uuid} not found`);
  return group;
}

export function visibleGroups({ groups }: Account): Group[] {
  return groups.filter(({ hidden }) => !hidden);
}

export function namedBody(request: SandboxRequest): { name: string; description: string } {
  return named(jsonObject(request));
}

export function named(body: unknown): { name: string; description: string } {
  const { name, description = '' } = isObject(body) ? body : {};
  if (typeof name !== 'string' || !name) throw accountError(400, 'name is required');
  if (String(description).length > 255) throw accountError(400, 'description must have at most 255 characters');
  return { name, description: String(description) };
}

export function list(items: object[]): SandboxResponse {
  return { status: 200, body: { count: items.length, items } };
}
