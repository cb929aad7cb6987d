import type { ConnectionSchema } from '../model/connection';
import type { Environment } from '../model/environment';
import type { Partition } from '../model/iam';
import type { TenantAccess } from '../model/script-input';
import type { Account, Backend, Connection, Deployment, Tenant, WorkflowActor } from './schema';

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
  partition: Partition;
  providerArn: string;
  /** Name of the stack that owns the OIDC provider. */
  owner: string;
  /** Every audience to register on the provider. */
  audiences: string[];
}

/** A role, and the connections that assume it, the one that it is configured at first. */
export interface ResolvedRole {
  key: string;
  account: string;
  name: string;
  arn: string;
  config: Connection;
  /** Owned elsewhere: nothing is written in AWS. */
  existing: boolean;
  connections: ResolvedConnection[];
}

/** One Terraform stack of the deployment file, with everything that synthesis and the commands need to know of it. */
export interface ResolvedStack {
  /** Name of the stack, and of its folder. */
  name: string;
  /** What its state is kept under: the name that the stack had when it was first deployed. */
  stateName: string;
  /** Key of the tenant. */
  key: string;
  /** Name of the deployment, which marks show to readers. */
  label: string;
  backend: Backend;
  runner: Deployment['runner'];
  config: Tenant;
  environment: Environment;
  access: TenantAccess;
  audience: string;
  /** Whether it holds what a tenant has once: the app, the allowed hosts, the workflow actors. */
  holdsTenant: boolean;
  hosts: string[];
  actors: [string, WorkflowActor][];
  accounts: ResolvedAccount[];
  /** The file's other accounts, in which roles may be left to destroy. */
  unusedAccounts: Pick<ResolvedAccount, 'key' | 'config'>[];
  connections: ResolvedConnection[];
  roles: ResolvedRole[];
  /** Absolute path of the app's zip, when the tenant installs the app from one. */
  appBundle?: string;
  /** Names of the stacks that have to be deployed before. */
  dependsOn: string[];
}
