import { dirname, resolve } from 'node:path';
import type { Environment } from '../model/environment';
import { providerArn } from '../model/iam';
import { audienceOf } from '../model/oidc';
import type { TenantAccess } from '../model/script-input';
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
  stackName,
} from './resolve';
import type { ResolvedAccount, ResolvedConnection, ResolvedRole, ResolvedStack } from './resolved-stack';
import type { Account, Connection, Deployment, Tenant } from './schema';

/**
 * Every stack of a deployment, in an order in which they can be deployed.
 *
 * @param file absolute path of the deployment file, which paths inside of it are relative to
 */
export function resolveStacks(deployment: Deployment, file: string): ResolvedStack[] {
  const stacks = Object.keys(deployment.tenants).flatMap((tenant) => stacksOfTenant(deployment, tenant, file));
  return inOrder(stacks);
}

function stacksOfTenant(deployment: Deployment, key: string, file: string): ResolvedStack[] {
  const whole = wholeTenant(deployment, key, file);
  if (whole.config.layout !== 'account') return [whole];
  const shared: ResolvedStack = {
    ...whole,
    accounts: [],
    unusedAccounts: [],
    connections: [],
    roles: [],
    dependsOn: [],
  };
  return [shared, ...whole.accounts.map((account) => stackOfAccount(whole, account))];
}

/** The part of a tenant that lies in one account, with the connections that use a role there. */
function stackOfAccount(whole: ResolvedStack, account: ResolvedAccount): ResolvedStack {
  const { appBundle: _, ...rest } = whole;
  const name = stackName(whole.key, account.key);
  return {
    ...rest,
    name,
    stateName: stackName(whole.stateName, account.key),
    holdsTenant: false,
    hosts: [],
    actors: [],
    accounts: [account],
    unusedAccounts: [],
    connections: whole.connections.filter((connection) => connection.account === account.key),
    roles: whole.roles.filter((role) => role.account === account.key),
    dependsOn: [whole.key, ...(isManaged(account) && account.owner !== name ? [account.owner] : [])],
  };
}

function wholeTenant(deployment: Deployment, key: string, file: string): ResolvedStack {
  const config = deployment.tenants[key] as Tenant;
  const environment = environmentOf(config);
  const connections = Object.entries(config.connections)
    .filter(([, { retired }]) => !retired)
    .map(([name, connection]) => resolveConnection(deployment, key, name, connection));
  const roles = Object.entries(config.connections)
    .filter(([, { roleOf }]) => roleOf === undefined)
    .map(([name, connection]) => resolveRole(deployment, key, name, { connection, connections }));
  const used = [...new Set(roles.map(({ account }) => account))];
  const accounts = used.map((account) => resolveAccount(deployment, account, environment.issuer));
  return {
    name: key,
    stateName: config.movedFrom ?? key,
    key,
    label: deployment.name,
    backend: deployment.backend,
    runner: deployment.runner,
    config,
    environment,
    access: accessOf(config, environment),
    audience: audienceOf(environment),
    holdsTenant: true,
    hosts: hostsOf(deployment, config),
    actors: Object.entries(config.workflowActors),
    accounts,
    unusedAccounts: Object.entries(deployment.accounts)
      .filter(([account]) => !used.includes(account))
      .map(([account, settings]) => ({ key: account, config: settings })),
    connections,
    roles,
    ...(config.app.bundle && { appBundle: resolve(dirname(file), config.app.bundle) }),
    dependsOn: [...new Set(accounts.filter(isManaged).map(({ owner }) => owner))].filter((owner) => owner !== key),
  };
}

function isManaged({ config }: ResolvedAccount): boolean {
  return config.oidcProvider !== 'existing';
}

function accessOf(config: Tenant, { ssoUrl, accountUrl, classicUrl }: Environment): TenantAccess {
  return {
    ssoUrl,
    accountUrl,
    classicUrl,
    allowApiToken: config.allowApiToken,
    ...(config.accountUuid && { accountUuid: config.accountUuid }),
    ...(config.credentials && { credentials: config.credentials }),
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

function resolveRole(
  deployment: Deployment,
  tenant: string,
  key: string,
  { connection, connections }: { connection: Connection; connections: ResolvedConnection[] },
): ResolvedRole {
  return {
    key,
    account: connection.account,
    name: roleNameOf(deployment, tenant, key),
    arn: roleArnOf(deployment, tenant, key),
    config: connection,
    existing: connection.role.existing !== undefined,
    connections: connections.filter((user) => (user.config.roleOf ?? user.key) === key),
  };
}

function resolveAccount(deployment: Deployment, key: string, issuer: string): ResolvedAccount {
  const config = deployment.accounts[key] as Account;
  const partition = partitionOfAccount(config);
  const owner = providerOwner(deployment, key, issuer);
  const layout = deployment.tenants[owner]?.layout;
  return {
    key,
    config,
    partition,
    providerArn: providerArn(partition, config.id, issuer),
    owner: layout === 'account' ? stackName(owner, key) : owner,
    audiences: audiencesOfAccount(deployment, key, issuer),
  };
}

/** Owners of OIDC providers first, and the file's order otherwise. */
function inOrder(stacks: ResolvedStack[]): ResolvedStack[] {
  const ordered: ResolvedStack[] = [];
  const add = (stack: ResolvedStack, path: string[] = []) => {
    if (ordered.includes(stack) || path.includes(stack.name)) return;
    for (const name of stack.dependsOn) {
      const before = stacks.find((one) => one.name === name);
      if (before) add(before, [...path, stack.name]);
    }
    ordered.push(stack);
  };
  for (const stack of stacks) add(stack);
  return ordered;
}
