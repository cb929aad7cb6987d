import type { SandboxResponse } from '../server';
import type { AccountCaller } from './credentials';
import { type Account, GLOBAL_POLICIES, isAt, type Level, type Policy } from './directory';
import { accountError } from './errors';
import type { Call } from './router';

export type PolicyCall = Call<AccountCaller>;
export type PolicyHandler = (account: Account, level: Level, call: PolicyCall) => SandboxResponse;

/** Answers about a level that the caller's account has. */
export function at(handle: PolicyHandler) {
  return (call: PolicyCall): SandboxResponse => {
    const { account, scopes } = call.caller;
    if (!scopes.includes('iam-policies-management')) throw accountError(403, 'User not authorized');
    const { levelType, levelId = '' } = call.params;
    const known =
      (levelType === 'global' && levelId === 'global') ||
      (levelType === 'account' && levelId === account.uuid) ||
      (levelType === 'environment' && account.environments.some(({ id }) => id === levelId));
    if (!known) throw accountError(404, `Level ${levelType}/${levelId} not found`);
    return handle(account, { levelType: levelType as Level['levelType'], levelId }, call);
  };
}

/** What only Dynatrace may do on the global level. */
export function changing(handle: PolicyHandler): PolicyHandler {
  return (account, level, call) => {
    if (level.levelType === 'global') throw accountError(403, 'User not authorized');
    return handle(account, level, call);
  };
}

export function allPolicies({ policies }: Account): Policy[] {
  return [...GLOBAL_POLICIES, ...policies];
}

/** Policies of Dynatrace reach every level, those of the account every environment of it. */
export function reaches({ levelType }: Level, level: Level): boolean {
  return levelType === 'global' || (levelType === 'account' && level.levelType === 'environment');
}

/** Uuid of a policy that can be bound on a level: its own, and those of the levels above. */
export function bindablePolicy(account: Account, uuid: string | undefined, level: Level): string {
  const policy = allPolicies(account).find((known) => known.uuid === uuid);
  if (!policy || !(isAt(policy, level) || reaches(policy, level))) throw accountError(404, `Policy ${uuid} not found`);
  return policy.uuid;
}
