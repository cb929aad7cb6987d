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
  /** Uuid of a user. */
  installedBy: string;
  installedAt: string;
  /** What the app has become once `pending` is over. */
  status: 'OK' | 'ERROR' | 'DEACTIVATED';
  pending?: { operation: 'INSTALL' | 'UPDATE' | 'DELETE'; polls: number; until: number };
}

export interface Workflow {
  id: string;
  title: string;
  description: string;
  type: 'STANDARD' | 'SIMPLE';
  isDeployed: boolean;
  /** Uuid of the user on whose behalf it runs. */
  actor: string;
  /** Uuid of a user or a group. */
  owner: string;
  ownerType: 'USER' | 'GROUP';
  isPrivate: boolean;
  triggerType: string;
  created: string;
  /** What a run gets that passes nothing else. @default {} */
  input?: Record<string, unknown>;
  /**
   * Tasks by name. The input of an AWS action names its connection; that of `dynatrace.automations:run-workflow` names in
   * `workflowId` the workflow that it runs.
   */
  tasks: Record<string, WorkflowTask>;
}

export interface WorkflowTask {
  name: string;
  action: string;
  input: Record<string, unknown>;
  active?: boolean;
}

/** Answer of the check that Dynatrace makes with AWS before it keeps a role ARN. */
export type AssumeRoleResult = { ok: true } | { denied: string };

/** How the tenant behaves where the real one varies or is not documented. May be changed at any time. */
export interface Behaviour {
  /** Life of OAuth tokens, in seconds. */
  tokenSeconds: number;
  /** Scopes that a client lacks: refuse the token request, or issue a token without them. */
  missingClientScopes: 'reject' | 'narrow';
  /**
   * Body of the token endpoint's refusals: the reason in words, `errorCode` and `issueId` alone, or plain text. The last
   * two are the same for every reason.
   */
  tokenRefusals: 'named' | 'coded' | 'bare';
  /** Permissions that no client or token can have as a scope, whatever it was made with. */
  unselectableScopes: string[];
  /** Whether the answers of the resolve endpoints repeat the context of each question. */
  resolveEchoesContext: boolean;
  /** Status of a read or write of one object that belongs to others; not documented. Lists never show it. */
  hiddenObjectStatus: 403 | 404;
  /** Whether a list of accessors without entries is left out of the answer. */
  omitsEmptyAccessors: boolean;
  /** Requests that the server answers within a second; further ones get 429. @default no limit */
  requestsPerSecond?: number;
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
  /** Accounts beside the one of this environment, whose clients get tokens at the same endpoint. */
  otherAccounts: Account[];
  issuer: Issuer;
  apiTokens: ApiToken[];
  schemas: Map<string, SettingsSchema>;
  objects: SettingsObject[];
  apps: Map<string, App>;
  workflows: Workflow[];
  /** Permissions that users gave to Workflows in their authorization settings, by the user's uuid. */
  consent: Map<string, string[]>;
  behaviour: Behaviour;
  /** Takes the whole sandbox back to its start, where there is one. */
  onReset?: () => Promise<void>;
}

/** All accounts that the token endpoint and the account API serve. */
export function accountsOf({ account, otherAccounts }: Tenant): Account[] {
  return [account, ...otherAccounts];
}

export function defaultBehaviour(): Behaviour {
  return {
    tokenSeconds: 300,
    missingClientScopes: 'reject',
    tokenRefusals: 'named',
    unselectableScopes: [
      'hyperscaler-authentication:aws:authenticate',
      'hyperscaler-authentication:azure:authenticate',
    ],
    resolveEchoesContext: false,
    hiddenObjectStatus: 404,
    omitsEmptyAccessors: false,
    staleTokenStatus: 409,
    validateOnlyAssumesRole: true,
    installBundle: 202,
    install: { polls: 2, milliseconds: 0, outcome: 'OK' },
    legacyWritable: true,
  };
}
