import type { Account } from './directory';
import type { Issuer } from './issuer';
import type { SettingsSchema } from './validation';

/** Who owns a settings object or has access to it. `all-users` has no id. */
export interface Accessor {
  type: 'user' | 'group' | 'all-users';
  id?: string;
}

export interface AccessEntry {
  accessor: Accessor;
  permissions: string[];
}

export interface SettingsObject {
  objectId: string;
  schemaId: string;
  schemaVersion: string;
  scope: string;
  /** The plain value, with its secrets. */
  value: Record<string, unknown>;
  externalId?: string;
  /** Empty for an object of an API token and for schemas without owners: everybody may use it. */
  owner?: Accessor;
  accessors: AccessEntry[];
  created: number;
  modified: number;
  createdBy: string;
  modifiedBy: string;
  updateToken: string;
}

export interface App {
  id: string;
  name: string;
  version: string;
  /** What the app has become once `pending` is over. */
  status: 'OK' | 'ERROR' | 'DEACTIVATED';
  pending?: { operation: 'INSTALL' | 'UPDATE' | 'DELETE'; polls: number; until: number };
}

export interface Workflow {
  id: string;
  title: string;
  /** Uuid of the user on whose behalf it runs. */
  actor: string;
  owner: string;
  isPrivate: boolean;
  /** Tasks by name; the input of an AWS action names its connection. */
  tasks: Record<string, { name: string; action: string; input: Record<string, unknown> }>;
}

/** Answer of the check that Dynatrace makes with AWS before it keeps a role ARN. */
export type AssumeRoleResult = { ok: true } | { denied: string };

/** How the tenant behaves where the real one varies or is not documented. May be changed at any time. */
export interface Behaviour {
  /** Life of OAuth tokens, in seconds. */
  tokenSeconds: number;
  /** Scopes that a client lacks: refuse the token request, or issue a token without them. */
  missingClientScopes: 'reject' | 'narrow';
  /** Status for an update token that is no longer current; the real one is not documented. */
  staleTokenStatus: 409 | 412;
  /** Whether `validateOnly=true` assumes the role too; not confirmed for the real service. */
  validateOnlyAssumesRole: boolean;
  /** Status of the unsupported install by id; 202 installs. */
  installBundle: 202 | 404 | 405;
  /** How often an app is reported as pending, for how long at least (milliseconds), and what becomes of it. */
  install: { polls: number; milliseconds: number; outcome: 'OK' | 'ERROR' };
  /** Whether objects of the deprecated connection schema may still be created. */
  legacyWritable: boolean;
  /** STS endpoint at which role ARNs are checked; without one AWS denies every role. */
  stsUrl?: string;
  /** Replaces the check at `stsUrl`. */
  assumeRole?: (roleArn: string, token: string) => Promise<AssumeRoleResult>;
}

export interface ApiToken {
  token: string;
  scopes: string[];
  /** Milliseconds since the epoch; never expires when left out. */
  expiresAt?: number;
}

/** All that one environment keeps. */
export interface Tenant {
  /** Environment id: what policy bindings on environment level name. */
  id: string;
  /** Audience of the tokens that this tenant sends to AWS. */
  audience: string;
  createdAt: string;
  account: Account;
  issuer: Issuer;
  apiTokens: ApiToken[];
  schemas: Map<string, SettingsSchema>;
  objects: SettingsObject[];
  apps: Map<string, App>;
  workflows: Workflow[];
  /** Permissions that users gave to Workflows in their authorization settings, by the user's uuid. */
  consent: Map<string, string[]>;
  behaviour: Behaviour;
}

export function defaultBehaviour(): Behaviour {
  return {
    tokenSeconds: 300,
    missingClientScopes: 'reject',
    staleTokenStatus: 409,
    validateOnlyAssumesRole: true,
    installBundle: 202,
    install: { polls: 2, milliseconds: 0, outcome: 'OK' },
    legacyWritable: true,
  };
}
