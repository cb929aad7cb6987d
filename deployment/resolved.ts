import type { ConnectionSchema } from '../model/connection';
import type { Environment } from '../model/environment';
import { providerArn } from '../model/iam';
import { audienceOf } from '../model/oidc';
import type { TenantAccess } from '../model/tracked';
import {
  audiencesOfAccount,
  connectionName,
  environmentOf,
  hostsOf,
  partitionOfAccount,
  providerOwner,
  roleArnOf,
  roleNameOf,
  schemaOf,
} from './resolve';
import type { Account, Connection, Deployment, Tenant } from './schema';

/** A connection with everything that follows from the rest of the file. */
export interface ResolvedConnection {
  key: string;
  config: Connection;
  name: string;
  schema: ConnectionSchema;
  /** Key of the account. */
  account: string;
  roleArn: string;
}

/** An account as one tenant uses it. */
export interface ResolvedAccount {
  key: string;
  config: Account;
  providerArn: string;
  /** Key of the tenant whose stack owns the OIDC provider. */
  owner: string;
  /** Every audience to register on the provider. */
  audiences: string[];
}

/** A role, and the keys of the connections that assume it, the one that it is configured at first. */
export interface ResolvedRole {
  key: string;
  account: string;
  name: string;
  config: Connection;
  connections: ResolvedConnection[];
}

/** One tenant of the deployment file, resolved for its stack. */
export interface ResolvedTenant {
  key: string;
  /** Name of the deployment, which marks what it creates. */
  owner: string;
  config: Tenant;
  environment: Environment;
  access: TenantAccess;
  audience: string;
  hosts: string[];
  accounts: ResolvedAccount[];
  /** The file's other accounts, in which roles may be left to destroy. */
  unusedAccounts: Pick<ResolvedAccount, 'key' | 'config'>[];
  connections: ResolvedConnection[];
  roles: ResolvedRole[];
}

export function resolveTenant(deployment: Deployment, key: string): ResolvedTenant {
  const config = deployment.tenants[key] as Tenant;
  const environment = environmentOf(config);
  const connections = Object.entries(config.connections)
    .filter(([, { retired }]) => !retired)
    .map(([name, connection]) => resolveConnection(deployment, key, name, connection));
  const used = [...new Set(connections.map(({ account }) => account))];
  return {
    key,
    owner: deployment.name,
    config,
    environment,
    access: {
      ssoUrl: environment.ssoUrl,
      accountUrl: environment.accountUrl,
      classicUrl: environment.classicUrl,
      allowApiToken: config.allowApiToken,
      ...(config.accountUuid && { accountUuid: config.accountUuid }),
      ...(config.credentials && { credentials: config.credentials }),
    },
    audience: audienceOf(environment),
    hosts: hostsOf(deployment, config),
    accounts: used.map((account) => resolveAccount(deployment, account, environment.issuer)),
    unusedAccounts: Object.entries(deployment.accounts)
      .filter(([account]) => !used.includes(account))
      .map(([account, settings]) => ({ key: account, config: settings })),
    connections,
    roles: Object.entries(config.connections)
      .filter(([, { roleOf }]) => roleOf === undefined)
      .map(([name, connection]) => ({
        key: name,
        account: connection.account,
        name: roleNameOf(key, name, connection),
        config: connection,
        connections: connections.filter((user) => (user.config.roleOf ?? user.key) === name),
      })),
  };
}

function resolveConnection(
  deployment: Deployment,
  tenant: string,
  key: string,
  config: Connection,
): ResolvedConnection {
  return {
    key,
    config,
    name: connectionName(key, config),
    schema: schemaOf(deployment.tenants[tenant] as Tenant, config),
    account: config.account,
    roleArn: roleArnOf(deployment, tenant, key),
  };
}

function resolveAccount(deployment: Deployment, key: string, issuer: string): ResolvedAccount {
  const config = deployment.accounts[key] as Account;
  return {
    key,
    config,
    providerArn: providerArn(partitionOfAccount(config), config.id, issuer),
    owner: providerOwner(deployment, key, issuer),
    audiences: audiencesOfAccount(deployment, key, issuer),
  };
}
