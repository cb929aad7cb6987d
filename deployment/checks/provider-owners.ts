import { didYouMean, wordList } from '../suggest';
import { type CheckContext, connectionsOf } from './context';

/** An OIDC provider that several tenants share belongs to the stack that the file says, whatever the tenants' order. */
export function checkProviderOwners(context: CheckContext): void {
  const { deployment, report } = context;
  const users = usersByIssuer(context);
  checkCircles(context, users);
  for (const [key, account] of Object.entries(deployment.accounts)) {
    const { oidcProvider, providerOwner } = account;
    const path = ['accounts', key, 'providerOwner'];
    const groups = [...(users.get(key)?.values() ?? [])].map((tenants) => [...tenants]);
    const shared = groups.filter((tenants) => tenants.length > 1);
    if (oidcProvider === 'existing') {
      const rule = 'must be omitted with `oidcProvider: existing`, because this file then does not manage the provider';
      if (providerOwner !== undefined) report('provider-not-managed', path, rule, providerOwner);
    } else if (shared.length > 1) {
      const rule = 'cannot name one owner for the OIDC providers of two issuers that several tenants share';
      report(
        'provider-owner',
        path,
        rule,
        undefined,
        'keep the tenants of each issuer in a deployment file of their own',
      );
    } else if (providerOwner === undefined && shared[0]) {
      const rule = `is required, because the tenants ${wordList(shared[0])} share the OIDC provider of this account`;
      report(
        'provider-owner',
        path,
        rule,
        undefined,
        `name the tenant whose stack should own it, such as \`${shared[0][0]}\``,
      );
    } else if (providerOwner !== undefined && !(shared[0] ?? groups.flat()).includes(providerOwner)) {
      const known = shared[0] ?? groups.flat();
      if (known.length === 0)
        report('provider-owner', path, 'must be omitted, because no tenant uses the account', providerOwner);
      else
        report(
          'provider-owner',
          path,
          `must be a tenant that uses the account: ${wordList(known)}`,
          providerOwner,
          didYouMean(providerOwner, known),
        );
    }
  }
}

/**
 * A stack waits for the owners of the providers that it uses. Where a tenant has a stack for each account, these stacks
 * own theirs, and nothing waits for the others.
 */
function checkCircles({ deployment, report }: CheckContext, users: Users): void {
  const waits = new Map<string, string[]>();
  for (const [account, { oidcProvider, providerOwner }] of Object.entries(deployment.accounts)) {
    if (oidcProvider === 'existing' || providerOwner === undefined) continue;
    const group = [...(users.get(account)?.values() ?? [])].find((tenants) => tenants.has(providerOwner)) ?? [];
    const whole = [...group].filter((tenant) => deployment.tenants[tenant]?.layout === 'tenant');
    if (!whole.includes(providerOwner)) continue;
    for (const tenant of whole.filter((one) => one !== providerOwner)) {
      const back = pathBetween(waits, providerOwner, tenant);
      if (back) {
        const circle = wordList([tenant, ...back]);
        const rule = `must not make the stacks of ${circle} wait for each other in a circle`;
        const cure = 'let one tenant own the providers of all accounts that they share, or give one `layout: account`';
        report('provider-owner-circle', ['accounts', account, 'providerOwner'], rule, providerOwner, cure);
        break;
      }
      waits.set(tenant, [...(waits.get(tenant) ?? []), providerOwner]);
    }
  }
}

/** The tenants on a way from one to another, without the last, or nothing when there is none. */
function pathBetween(waits: Map<string, string[]>, from: string, to: string): string[] | undefined {
  if (from === to) return [];
  for (const next of waits.get(from) ?? []) {
    const rest = pathBetween(waits, next, to);
    if (rest) return [from, ...rest];
  }
  return undefined;
}

type Users = Map<string, Map<string, Set<string>>>;

/** By account and issuer, the tenants with a connection there. */
function usersByIssuer(context: CheckContext): Users {
  const users: Users = new Map();
  for (const { tenantKey, connection } of connectionsOf(context)) {
    const environment = context.environments.get(tenantKey);
    if (!environment) continue;
    const issuers = users.get(connection.account) ?? new Map<string, Set<string>>();
    const tenants = issuers.get(environment.issuer) ?? new Set<string>();
    users.set(connection.account, issuers.set(environment.issuer, tenants.add(tenantKey)));
  }
  return users;
}
