import { subjectByName } from '../facts/web-identity';
import { connectionToken } from './assume-role';
import { addWorkflow } from './automation';
import { ACCOUNT_SCOPES, type Account, addGroup, addUser, createAccount, type Group, type User } from './directory';
import { mintToken, type TokenRequest } from './issuer';
import { PERMISSIONS } from './policy';
import { addApp } from './registry';
import { ALLOWED_HOSTS } from './schemas/allowed-hosts';
import { ENHANCED_CONNECTION } from './schemas/enhanced-connection';
import { insertObject } from './settings-write';
import type { SettingsObject, Tenant, Workflow } from './state';
import { addClient, addPlatformToken } from './tokens';

/** A user with one credential of each kind. */
export interface Credentials {
  user: User;
  clientId: string;
  clientSecret: string;
  platformToken: string;
}

/** What tests and demos do behind the API's back. */
export interface Controls {
  /** Credentials of an administrator of the account. */
  admin: Credentials;
  /** An API token that may read and write settings. */
  apiToken: string;
  /** Adds a user with its credentials. @param fields rights as a policy text; scopes of client and platform token */
  addUser(fields: { email: string; policy?: string; scopes?: string[] }, account?: Account): Credentials;
  addGroup(fields: Partial<Group> & { name: string }, account?: Account): Group;
  /** Adds an account that has no part in this environment; its clients get tokens at the same endpoint. */
  addAccount(fields?: { uuid?: string; name?: string }): Account;
  /** Stores a settings object without any check, owned by the user if one is given. */
  addObject(schemaId: string, value: Record<string, unknown>, fields?: AddedObject): SettingsObject;
  /** Deletes settings objects behind everybody's back. @returns how many */
  removeObjects(matches: (object: SettingsObject) => boolean): number;
  addApp(id: string): void;
  addWorkflow(fields: Pick<Workflow, 'title' | 'owner'> & Partial<Workflow>): Workflow;
  /** What a user lets Workflows do, as chosen under "Authorization settings". */
  setConsent(user: User, permissions: string[]): void;
  /** A web identity token of the issuer for any subject and audience. */
  mintToken(request: TokenRequest): Promise<string>;
  /**
   * The token that this tenant would send to AWS for a connection, by its object id or its name.
   *
   * @throws Error when there is no such connection.
   */
  connectionToken(objectIdOrName: string): Promise<string>;
  /** What exists now, without what changes by itself, to compare with a later look. */
  snapshot(): object;
}

type AddedObject = Partial<Pick<SettingsObject, 'externalId' | 'accessors'>> & { owner?: User };

/** Every scope that a client can have: all permissions, and those of the account API. */
export const ALL_SCOPES = [...Object.keys(PERMISSIONS), ...ACCOUNT_SCOPES];

export function controlsOf(tenant: Tenant): Controls {
  const { account } = tenant;
  return {
    admin: adminOf(account),
    apiToken: tenant.apiTokens[0]?.token ?? '',
    addUser: (fields, of = account) => newCredentials(of, fields),
    addGroup: (fields, of = account) => addGroup(of, fields),
    addAccount(fields) {
      const added = createAccount(fields);
      tenant.otherAccounts.push(added);
      return added;
    },
    addObject(schemaId, value, { owner, ...fields } = {}) {
      const schema = tenant.schemas.get(schemaId);
      if (!schema) throw new Error(`the tenant has no schema ${schemaId}`);
      return insertObject(tenant, schema, { value, ...fields }, { user: owner });
    },
    removeObjects(matches) {
      const before = tenant.objects.length;
      tenant.objects = tenant.objects.filter((object) => !matches(object));
      return before - tenant.objects.length;
    },
    addApp: (id) => void addApp(tenant, id),
    addWorkflow: (fields) => addWorkflow(tenant, fields),
    setConsent: ({ uuid }, permissions) => void tenant.consent.set(uuid, permissions),
    mintToken: (request) => mintToken(tenant.issuer, request),
    connectionToken: (objectIdOrName) => tokenOf(tenant, objectIdOrName),
    snapshot: () => snapshotOf(tenant),
  };
}

/** The administrator that tenants of one account share. */
export function adminOf(account: Account): Credentials {
  const email = 'admin@example.com';
  const user = account.users.find((known) => known.email === email);
  const client = account.clients.find(({ userUuid }) => userUuid === user?.uuid);
  const token = account.platformTokens.find(({ userUuid }) => userUuid === user?.uuid)?.token;
  if (!user || !client || !token) return newCredentials(account, { email });
  return { user, clientId: client.id, clientSecret: client.secret, platformToken: token };
}

function newCredentials(
  account: Account,
  { email, policy, scopes = ALL_SCOPES }: { email: string; policy?: string; scopes?: string[] },
): Credentials {
  const user = addUser(account, { email, ...(policy === undefined ? {} : { policy }) });
  const client = addClient(account, user, scopes);
  const { token } = addPlatformToken(account, user, scopes);
  return { user, clientId: client.id, clientSecret: client.secret, platformToken: token };
}

async function tokenOf(tenant: Tenant, objectIdOrName: string): Promise<string> {
  const found = tenant.objects.find(
    ({ objectId, schemaId, value }) =>
      schemaId !== ALLOWED_HOSTS && (objectId === objectIdOrName || value.name === objectIdOrName),
  );
  if (!found) throw new Error(`the tenant has no connection ${objectIdOrName}`);
  if (found.schemaId === ENHANCED_CONNECTION) return connectionToken(tenant, found.objectId);
  const subject = subjectByName(String(found.value.name));
  return mintToken(tenant.issuer, { subject, audience: tenant.audience });
}

function snapshotOf({ objects, apps, account }: Tenant): object {
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  return structuredClone({
    objects: objects
      .map(({ objectId: id, schemaId, value, externalId, owner, accessors }) => {
        return { id, schemaId, value, externalId, owner, accessors };
      })
      .sort(byId),
    apps: [...apps.values()].map(({ id, version, status }) => ({ id, version, status })).sort(byId),
    users: account.users.map(({ email, kind, description }) => ({ email, kind, description })),
    groups: account.groups.map(({ uuid, name, description, members }) => ({ uuid, name, description, members })),
    policies: account.policies,
    bindings: account.bindings,
  });
}
