import { randomUUID } from 'node:crypto';
import { ADMINISTRATOR_POLICY, STANDARD_USER_POLICY } from './policy';
import type { AccessToken, OAuthClient, PlatformToken } from './tokens';

export interface User {
  uuid: string;
  email: string;
  name: string;
  description: string;
  kind: 'user' | 'service';
  createdAt: string;
  /** What the user may do besides what groups bring, as a policy text; empty for nothing. */
  policy: string;
  /** Uuid of the group that only holds this service user. */
  ownGroup?: string;
}

export interface Group {
  uuid: string;
  name: string;
  description: string;
  owner: 'LOCAL' | 'SCIM' | 'SAML' | 'DCS' | 'ALL_USERS';
  createdAt: string;
  updatedAt: string;
  /** Uuids of its users. */
  members: string[];
  /** What it may do from before there were policies; the sandbox keeps it and grants nothing by it. */
  permissions: GroupPermission[];
  /** Takes policies, but stands in no list: the own group of a service user. */
  hidden?: boolean;
}

export interface GroupPermission {
  permissionName: string;
  scope: string;
  scopeType: 'account' | 'tenant' | 'management-zone';
  createdAt: string;
  updatedAt: string;
}

export interface Level {
  levelType: 'global' | 'account' | 'environment';
  levelId: string;
}

export interface Policy extends Level {
  uuid: string;
  name: string;
  description: string;
  tags: string[];
  statementQuery: string;
}

export interface Binding extends Level {
  policyUuid: string;
  groupUuid: string;
  /** Uuids of what narrows it, of which one has to hold. @default none */
  boundaries?: string[];
}

export interface Boundary {
  uuid: string;
  name: string;
  boundaryQuery: string;
  metadata: unknown;
}

/** An account: its users, what they may do, and their credentials. Several tenants may share one. */
export interface Account {
  uuid: string;
  name: string;
  users: User[];
  groups: Group[];
  policies: Policy[];
  bindings: Binding[];
  boundaries: Boundary[];
  clients: OAuthClient[];
  platformTokens: PlatformToken[];
  accessTokens: AccessToken[];
  environments: { id: string; name: string; url: string }[];
}

/** Scopes of the account API. */
export const ACCOUNT_SCOPES = ['account-idm-read', 'account-idm-write', 'account-env-read', 'iam-policies-management'];

/** Policies of Dynatrace that every account has. Their names are real, their content is the sandbox's. */
export const GLOBAL_POLICIES: readonly Policy[] = [
  { name: 'Admin User', statementQuery: ADMINISTRATOR_POLICY },
  { name: 'Standard User', statementQuery: STANDARD_USER_POLICY },
].map((policy) => ({
  ...policy,
  uuid: randomUUID(),
  description: `Policy of Dynatrace: ${policy.name}`,
  tags: [],
  levelType: 'global',
  levelId: 'global',
}));

export function createAccount({ uuid = randomUUID() as string, name = 'sandbox' } = {}): Account {
  const empty = { users: [], groups: [], policies: [], bindings: [], boundaries: [] };
  return { uuid, name, ...empty, clients: [], platformTokens: [], accessTokens: [], environments: [] };
}

/** Adds a user. @param fields `policy` is an administrator's when left out. */
export function addUser(account: Account, fields: Partial<User> & { email: string }): User {
  const defaults = { uuid: randomUUID(), description: '', kind: 'user' as const, policy: ADMINISTRATOR_POLICY };
  const user: User = { name: fields.email.split('@')[0] ?? '', createdAt: timestamp(), ...defaults, ...fields };
  account.users.push(user);
  return user;
}

export function addGroup(account: Account, fields: Partial<Group> & { name: string }): Group {
  const defaults = { uuid: randomUUID(), description: '', owner: 'LOCAL' as const, members: [], permissions: [] };
  const group: Group = { ...defaults, createdAt: timestamp(), updatedAt: timestamp(), ...fields };
  account.groups.push(group);
  return group;
}

/** Adds a service user with a group of its own, to which policies can be bound and which no list shows. */
export function addServiceUser(account: Account, fields: Pick<User, 'name' | 'description'> & Partial<User>): User {
  const uuid = fields.uuid ?? randomUUID();
  const email = `${uuid}@service.sso.dynatrace.com`;
  const { uuid: ownGroup } = addGroup(account, { name: `service-user-${uuid}`, members: [uuid], hidden: true });
  return addUser(account, { uuid, email, kind: 'service', policy: '', ownGroup, ...fields });
}

/** Takes a user out of the account with its credentials and memberships. */
export function removeUser(account: Account, { uuid }: User): void {
  account.users = account.users.filter((user) => user.uuid !== uuid);
  account.clients = account.clients.filter(({ userUuid }) => userUuid !== uuid);
  account.platformTokens = account.platformTokens.filter(({ userUuid }) => userUuid !== uuid);
  for (const group of account.groups) group.members = group.members.filter((member) => member !== uuid);
}

/** Takes a group out of the account with its bindings. */
export function removeGroup(account: Account, uuid: string): void {
  account.groups = account.groups.filter((group) => group.uuid !== uuid);
  account.bindings = account.bindings.filter(({ groupUuid }) => groupUuid !== uuid);
}

export function isAt(a: Level, b: Level): boolean {
  return a.levelType === b.levelType && a.levelId === b.levelId;
}

export function userOf(account: Account, uuid: string): User | undefined {
  return account.users.find((user) => user.uuid === uuid);
}

/** The present time in the form of the account API. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
