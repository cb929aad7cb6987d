import { type VersionedMap, versionedMap } from './versioned-map';

/** An OIDC provider as IAM keeps it. Never changed in place: a change stores another one. */
export interface OidcProvider {
  readonly arn: string;
  /** The issuer without its scheme. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createDate: string;
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A role as IAM keeps it, policies included. Never changed in place. */
export interface Role {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createDate: string;
  readonly description?: string;
  /** The trust policy's text as it was sent. */
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Text of each inline policy by its name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs of the managed policies. */
  readonly attachedPolicies: readonly string[];
}

/** A managed policy of the account. Never changed in place. */
export interface CustomerPolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createDate: string;
  readonly updateDate: string;
  /** Oldest first, with the text of each as it was sent. */
  readonly versions: readonly { id: string; document: string; createDate: string }[];
  readonly defaultVersion: string;
}

/** What exists in an account, without ids and dates, so that two snapshots can be compared. */
export interface AccountSnapshot {
  providers: Omit<OidcProvider, 'createDate'>[];
  policies: { arn: string; document: unknown; tags: Readonly<Record<string, string>> }[];
  roles: (Omit<Role, 'id' | 'createDate' | 'trustPolicy' | 'inlinePolicies'> & {
    trustPolicy: unknown;
    inlinePolicies: Record<string, unknown>;
  })[];
}

/** What STS reads of an IAM, wherever that IAM is. */
export interface IamReader {
  /** @param host the issuer without its scheme. */
  provider(accountId: string, host: string): Promise<OidcProvider | undefined>;
  role(accountId: string, name: string): Promise<Role | undefined>;
  snapshot(accountId: string): Promise<AccountSnapshot>;
}

export interface IamAccount {
  /** By URL without the scheme. */
  providers: VersionedMap<OidcProvider>;
  /** By name in lower case, because IAM tells no two names apart by case. */
  roles: VersionedMap<Role>;
  /** By ARN. */
  policies: VersionedMap<CustomerPolicy>;
}

export interface IamStore {
  account(accountId: string): IamAccount;
  /** Text of a customer managed policy's default version. */
  policyText(arn: string): string | undefined;
  /** Sees what the store held a while ago, as STS does of changes that have not spread yet. */
  lagging: IamReader;
}

/**
 * Keeps the IAM state of accounts in memory.
 *
 * @param clock now, in milliseconds.
 * @param lagSeconds how far the lagging reader is behind.
 */
export function createIamStore(clock: () => number, lagSeconds: () => number): IamStore {
  const accounts = new Map<string, IamAccount>();
  function account(accountId: string): IamAccount {
    const known = accounts.get(accountId);
    if (known) return known;
    const created = {
      providers: versionedMap<OidcProvider>(clock),
      roles: versionedMap<Role>(clock),
      policies: versionedMap<CustomerPolicy>(clock),
    };
    accounts.set(accountId, created);
    return created;
  }
  const seenUntil = () => clock() - lagSeconds() * 1000;
  return {
    account,
    policyText(arn) {
      const policy = accounts.get(arn.split(':')[4] ?? '')?.policies.get(arn);
      return policy && defaultText(policy);
    },
    lagging: {
      provider: async (accountId, host) => account(accountId).providers.asOf(host, seenUntil()),
      role: async (accountId, name) => account(accountId).roles.asOf(name.toLowerCase(), seenUntil()),
      snapshot: async (accountId) => {
        const { providers, roles, policies } = account(accountId);
        return describe(providers.values(), roles.values(), policies.values());
      },
    },
  };
}

/** Makes the comparable form of an account's objects. */
export function describe(providers: OidcProvider[], roles: Role[], policies: CustomerPolicy[] = []): AccountSnapshot {
  return {
    policies: policies.map((policy) => ({
      arn: policy.arn,
      document: JSON.parse(defaultText(policy)),
      tags: policy.tags,
    })),
    providers: providers.map(({ createDate, ...provider }) => provider),
    roles: roles.map(({ id, createDate, trustPolicy, inlinePolicies, ...role }) => ({
      ...role,
      trustPolicy: JSON.parse(trustPolicy),
      inlinePolicies: Object.fromEntries(
        Object.entries(inlinePolicies).map(([name, document]) => [name, JSON.parse(document)]),
      ),
    })),
  };
}

function defaultText({ versions, defaultVersion }: CustomerPolicy): string {
  return versions.find(({ id }) => id === defaultVersion)?.document ?? '';
}
