import type { Account } from '../dynatrace/directory';
import { createIssuer, savedKey } from '../dynatrace/issuer';
import type { ApiToken, App, SettingsObject, Tenant, Workflow } from '../dynatrace/state';

/** All that an environment and what stands around it remember, as plain data. */
export interface DynatraceState {
  id: string;
  createdAt: string;
  account: Account;
  otherAccounts: Account[];
  apiTokens: ApiToken[];
  objects: SettingsObject[];
  apps: App[];
  workflows: Workflow[];
  consent: [string, string[]][];
  issuer: { name: string; keyId: string; privateKey?: string };
}

export async function dumpDynatrace(tenant: Tenant): Promise<DynatraceState> {
  const { id, createdAt, account, otherAccounts, apiTokens, objects, workflows } = tenant;
  const { issuer: name, keyId } = tenant.issuer;
  return structuredClone({
    ...{ id, createdAt, account, otherAccounts, apiTokens, objects, workflows },
    apps: [...tenant.apps.values()],
    consent: [...tenant.consent],
    issuer: { name, keyId, privateKey: await savedKey(tenant.issuer) },
  });
}

/** Puts a state in place of what is there; the addresses of the environment stay those of its server. */
export async function restoreDynatrace(tenant: Tenant, state: DynatraceState): Promise<void> {
  const { account, apps, consent, issuer, id, ...lists } = structuredClone(state);
  const own = tenant.account.environments.filter((environment) => environment.id === tenant.id);
  const others = account.environments.filter((environment) => environment.id !== id);
  Object.assign(tenant.account, account, { environments: [...others, ...own] });
  Object.assign(tenant, lists, {
    apps: new Map(apps.map((app) => [app.id, app])),
    consent: new Map(consent),
  });
  Object.assign(tenant.issuer, createIssuer(issuer.name, issuer));
}
