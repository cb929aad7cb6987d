import { dirname, resolve } from 'node:path';
import type { ConnectionSchema } from '../model/connection';
import { type Environment, parseEnvironment } from '../model/environment';
import { awsHosts, covers } from '../model/hosts';
import { type Partition, partitionOf, roleArn, type Statement } from '../model/iam';
import { defaultRoleName } from '../model/names';
import { audienceOf } from '../model/oidc';
import type { Account, Connection, Deployment, Tenant } from './schema';

/** @throws EnvironmentError when the address is none; a loaded deployment never holds such an address. */
export function environmentOf(tenant: Tenant): Environment {
  return parseEnvironment(tenant.environment, tenant);
}

export function partitionOfAccount(account: Account): Partition {
  return account.partition ?? partitionOf(account.region);
}

/** The name in Dynatrace of the connection with this key. */
export function connectionName(key: string, connection: Connection): string {
  return connection.name ?? key;
}

export function schemaOf(tenant: Tenant, connection: Connection): ConnectionSchema {
  return connection.schema ?? tenant.schema;
}

/** Key of the connection that configures the role which this one uses: itself, unless it says `roleOf`. */
export function roleKeyOf(key: string, connection: Connection): string {
  return connection.roleOf ?? key;
}

/** Name of the role that this connection configures. With `roleOf`, ask for the connection that it names. */
export function roleNameOf(tenantKey: string, key: string, connection: Connection): string {
  return connection.role.name ?? defaultRoleName(tenantKey, key);
}

/** ARN of the role that a connection uses, its own or that of its `roleOf`. */
export function roleArnOf(deployment: Deployment, tenantKey: string, key: string): string {
  const tenant = part(deployment.tenants, tenantKey, 'tenant');
  const roleKey = roleKeyOf(key, part(tenant.connections, key, 'connection'));
  const connection = part(tenant.connections, roleKey, 'connection');
  const account = part(deployment.accounts, connection.account, 'account');
  const name = roleNameOf(tenantKey, roleKey, connection);
  return roleArn(partitionOfAccount(account), account.id, connection.role.path, name);
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
 * Key of the tenant whose stack owns an issuer's OIDC provider in an account: the first in the file that uses it.
 *
 * @throws RangeError when no tenant uses it.
 */
export function providerOwner(deployment: Deployment, accountKey: string, issuer: string): string {
  const [owner] = tenantsOfAccount(deployment, accountKey, issuer);
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

/** Absolute path of the app bundle that a tenant names, which is relative to the deployment file. */
export function bundlePath(deploymentFile: string, tenant: Tenant): string | undefined {
  return tenant.app.bundle && resolve(dirname(deploymentFile), tenant.app.bundle);
}

function part<T>(parts: Record<string, T>, key: string, what: string): T {
  if (!Object.hasOwn(parts, key)) throw new RangeError(`the deployment has no ${what} "${key}"`);
  return parts[key] as T;
}
