import type { Keys } from '../aws/callers';
import type { CustomerPolicy, IamAccount, OidcProvider, Role } from '../aws/iam-store';

interface AccountState {
  providers: OidcProvider[];
  roles: Role[];
  policies: CustomerPolicy[];
}

/** All that the accounts of AWS and their keys remember, as plain data. Sessions are not among it. */
export interface AwsState {
  keys: { accounts: Record<string, string>; secrets: Record<string, string> };
  accounts: Record<string, AccountState>;
}

export function dumpAws(keys: Keys, accountOf: (id: string) => IamAccount): AwsState {
  const entries = [...new Set(Object.values(keys.accounts))].sort().map((id) => {
    const { providers, roles, policies } = accountOf(id);
    const state = { providers: providers.values(), roles: roles.values(), policies: policies.values() };
    return [id, state] as const;
  });
  const { accounts, secrets } = keys;
  return structuredClone({ keys: { accounts, secrets }, accounts: Object.fromEntries(entries) });
}

/** Puts a state in place of what is there. */
export function restoreAws(keys: Keys, accountOf: (id: string) => IamAccount, state: AwsState): void {
  for (const id of new Set(Object.values(keys.accounts))) {
    const { providers, roles, policies } = accountOf(id);
    for (const { url } of providers.values()) providers.set(url, undefined);
    for (const { name } of roles.values()) roles.set(name.toLowerCase(), undefined);
    for (const { arn } of policies.values()) policies.set(arn, undefined);
  }
  Object.assign(keys, structuredClone(state.keys));
  for (const [id, saved] of Object.entries(structuredClone(state.accounts))) {
    const { providers, roles, policies } = accountOf(id);
    for (const provider of saved.providers) providers.set(provider.url, provider);
    for (const role of saved.roles) roles.set(role.name.toLowerCase(), role);
    for (const policy of saved.policies) policies.set(policy.arn, policy);
  }
}
