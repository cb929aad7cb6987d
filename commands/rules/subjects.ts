import type { ResolvedAccount, ResolvedConnection, ResolvedRole, ResolvedStack } from '../../deployment/resolved-stack';
import type { Context } from '../../scripts/dynatrace/context';
import type { Plan } from '../../terraform/json';
import type { AwsReader } from '../iam/account';
import type { AccountUse } from '../iam/needs';
import type { Resolution } from '../live/permissions';
import type { TrackedLive } from '../live/read';
import type { States } from '../live/states';
import type { ConnectionReview } from '../plan/connections';
import type { PlanIndex } from '../plan/plan-index';
import type { WorkflowUsers } from '../plan/workflows';

/** An AWS account before a deploy, with every tenant that uses it. */
export interface AccountBefore {
  key: string;
  uses: AccountUse[];
  reader: AwsReader;
  states: States;
  /** ARN of the caller; empty until it is known. */
  caller: string;
}

/** A Dynatrace environment before a deploy. */
export interface TenantBefore {
  tenant: ResolvedStack;
  context: Context;
  states: States;
  permissions: Resolution;
}

/** One connection after a deploy, with everything that is there of its tenant. */
export interface ConnectionAfter {
  tenant: ResolvedStack;
  connection: ResolvedConnection;
  /** Everything that the state of the tenant knows. */
  live: TrackedLive[];
  reader: AwsReader;
  context: Context;
}

/** A plan that somebody has to agree to. */
export interface Planned {
  plan: Plan;
  index: PlanIndex;
  stack: ResolvedStack;
  connections: ConnectionReview[];
  /** By object id. */
  users: Map<string, WorkflowUsers>;
}

export function subjectOfConnection({ key }: Pick<ResolvedConnection, 'key'>): string {
  return `connection ${key}`;
}

/** The account of a connection, as its tenant uses it. */
export function accountOf({ tenant, connection }: ConnectionAfter): ResolvedAccount {
  return tenant.accounts.find(({ key }) => key === connection.account) as ResolvedAccount;
}

/** The role that a connection assumes, its own or one that it shares. */
export function roleOf({ tenant, connection }: ConnectionAfter): ResolvedRole {
  return tenant.roles.find(({ connections }) => connections.includes(connection)) as ResolvedRole;
}

/** What the state has of an enhanced connection's name and role. */
export function settingsOf({ live, connection }: ConnectionAfter): TrackedLive | undefined {
  return live.find(({ kind, key }) => kind === 'connection-settings' && key === connection.key);
}

/** Object id of an enhanced connection; empty when it has none. */
export function objectIdOf(subject: ConnectionAfter): string {
  const { object_id = '' } = (settingsOf(subject)?.instance ?? {}) as { object_id?: string };
  return object_id;
}
