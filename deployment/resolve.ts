import type { ConnectionSchema } from '../model/connection';
import { type Environment, parseEnvironment } from '../model/environment';
import { awsHosts, covers } from '../model/hosts';
import { type Partition, partitionOf, roleArn, type Statement } from '../model/iam';
import { defaultRoleName } from '../model/names';
import { audienceOf } from '../model/oidc';
import { type AllowedAction, statementsFor } from '../model/workflow-actions';
import type { Account, Connection, Deployment, Tenant } from './schema';

/** @throws EnvironmentError when the address is none; a loaded deployment never holds such an address. */
export function environmentOf(tenant: Tenant): Environment {
  return parseEnvironment(tenant.environment, tenant);
}

export function partitionOfAccount(account: Account): Partition {
  return account.partition ?? partitionOf(account.region);
}

/** The name in Dynatrace of the connection with this key. A key that moved keeps the name that it gave. */
export function connectionName(key: string, connection: Connection): string {
  return connection.name ?? connection.movedFrom ?? key;
}

export function schemaOf(tenant: Tenant, connection: Connection): ConnectionSchema {
  return connection.schema ?? tenant.schema;
}

/** Key of the connection that configures the role which this one uses: itself, unless it says `roleOf`. */
export function roleKeyOf(key: string, connection: Connection): string {
  return connection.roleOf ?? key;
}

/**
 * Name of the role that this connection configures. With `roleOf`, ask for the connection that it names. Keys that moved
 * keep the name that they gave.
 */
export function roleNameOf(deployment: Deployment, tenantKey: string, key: string): string {
  const tenant = part(deployment.tenants, tenantKey, 'tenant');
  const connection = part(tenant.connections, key, 'connection');
  const { existing, name } = connection.role;
  if (existing !== undefined) return existing.split('/').at(-1) ?? existing;
  return name ?? defaultRoleName(tenant.movedFrom ?? tenantKey, connection.movedFrom ?? key);
}

/** ARN of the role that a connection uses, its own or that of its `roleOf`. */
export function roleArnOf(deployment: Deployment, tenantKey: string, key: string): string {
  const tenant = part(deployment.tenants, tenantKey, 'tenant');
  const roleKey = roleKeyOf(key, part(tenant.connections, key, 'connection'));
  const connection = part(tenant.connections, roleKey, 'connection');
  if (connection.role.existing !== undefined) return connection.role.existing;
  const account = part(deployment.accounts, connection.account, 'account');
  const name = roleNameOf(deployment, tenantKey, roleKey);
  return roleArn(partitionOfAccount(account), account.id, connection.role.path, name);
}

/** Name of the stack of an account in a tenant with `layout: account`. */
export function stackName(tenantKey: string, accountKey: string): string {
  return `${tenantKey}-${accountKey}`;
}

/**
 * Keys of the tenants with a connection in an account and with this issuer, in the file's order. Keys of digits alone
 * come before all others, as always in JavaScript's objects.
 */
export function tenantsOfAccount(deployment: Deployment, accountKey: string, issuer: string): string[] {
  return Object.entries(deployment.tenants)
    .filter(([, tenant]) => Object.values(tenant.connections).some(({ account }) => account === accountKey))
    .filter(([, tenant]) => environmentOf(tenant).issuer === issuer)
    .map(([key]) => key);
}

/**
 * Every audience that an issuer's OIDC provider needs in an account: those of all tenants that use it, and the
 * account's `extraAudiences`. Sorted and unique.
 */
export function audiencesOfAccount(deployment: Deployment, accountKey: string, issuer: string): string[] {
  const tenants = tenantsOfAccount(deployment, accountKey, issuer).map((key) =>
    audienceOf(environmentOf(part(deployment.tenants, key, 'tenant'))),
  );
  const extra = part(deployment.accounts, accountKey, 'account').extraAudiences;
  return [...new Set([...tenants, ...extra])].sort();
}

/**
 * Key of the tenant that owns an issuer's OIDC provider in an account: the one that the account names, or the only one
 * that uses it. The order of tenants decides nothing.
 *
 * @throws RangeError when no tenant uses it.
 */
export function providerOwner(deployment: Deployment, accountKey: string, issuer: string): string {
  const tenants = tenantsOfAccount(deployment, accountKey, issuer);
  const { providerOwner: named } = part(deployment.accounts, accountKey, 'account');
  const owner = tenants.find((key) => key === named) ?? tenants[0];
  if (owner === undefined) throw new RangeError(`no tenant with the issuer ${issuer} uses the account "${accountKey}"`);
  return owner;
}

/**
 * The hosts that a tenant has to allow: AWS's in the partitions of its connections (of the partition `aws` when it
 * has none), then its `allowedHosts`. An entry that another one covers is left out.
 */
export function hostsOf(deployment: Deployment, tenant: Tenant): string[] {
  const accounts = Object.values(tenant.connections).map(({ account }) =>
    part(deployment.accounts, account, 'account'),
  );
  return allowList(accounts.map(partitionOfAccount), tenant.allowedHosts);
}

/** As `hostsOf`, from the partitions that are in use and the hosts of the file. */
export function allowList(partitions: Partition[], allowedHosts: string[]): string[] {
  const aws = partitions.length ? partitions.map(awsHosts) : [awsHosts('aws')];
  const hosts = [...aws, ...allowedHosts.map((host) => host.toLowerCase())];
  const unique = [...new Set(hosts)];
  return unique.filter((host) => !unique.some((other) => other !== host && covers(other, host)));
}

/**
 * What the file allows a role besides listing regions, in IAM's own words: what its workflow actions need, and its
 * statements.
 *
 * @throws RangeError for an action that is unknown or takes no resources; a loaded deployment has none.
 */
export function grantedStatements({
  actions,
  statements,
}: Pick<Connection['permissions'], 'actions' | 'statements'>): Statement[] {
  return [...statementsFor(actions as AllowedAction[]), ...statements.map(iamStatement)];
}

/** A permission of the file in IAM's own words. */
export function iamStatement(statement: Connection['permissions']['statements'][number]): Statement {
  return {
    ...(statement.sid && { Sid: statement.sid }),
    Effect: statement.effect,
    Action: statement.actions,
    Resource: statement.resources,
    ...(statement.conditions && { Condition: statement.conditions }),
  };
}

function part<T>(parts: Record<string, T>, key: string, what: string): T {
  if (!Object.hasOwn(parts, key)) throw new RangeError(`the deployment has no ${what} "${key}"`);
  return parts[key] as T;
}
