import type { Environment } from '../../model/environment';
import type { Path } from '../problem';
import type { RuleId, WarningId } from '../rules';
import type { Account, Connection, Deployment, Tenant } from '../schema';
import type { Source } from '../source';

/** What every check gets: a deployment that the schema accepts, and where each part of it is written. */
export interface CheckContext {
  deployment: Deployment;
  source: Source;
  /** By tenant; without those whose address is wrong. */
  environments: Map<string, Environment>;
  /**
   * Notes a problem.
   *
   * @param id of the rule that is broken
   * @param rule what is allowed, as the end of a sentence that begins with the path.
   * @param got the value that was found, if a reader needs it. A value that looks like a credential is reported
   * already, and then this call does nothing.
   */
  report: Note<RuleId>;
  /** As `report`, for what a reader should know although the deployment can be used. */
  warn: Note<WarningId>;
}

type Note<Id> = (id: Id, path: Path, rule: string, got?: unknown, cure?: string) => void;

export type Check = (context: CheckContext) => void;

export interface ConnectionEntry {
  tenantKey: string;
  tenant: Tenant;
  key: string;
  connection: Connection;
  path: Path;
  /** Nothing when there is no such account, which is reported once. */
  account: Account | undefined;
}

/** The connections of all tenants, with their paths. */
export function connectionsOf({ deployment }: CheckContext): ConnectionEntry[] {
  return Object.entries(deployment.tenants).flatMap(([tenantKey, tenant]) =>
    Object.entries(tenant.connections).map(([key, connection]) => ({
      tenantKey,
      tenant,
      key,
      connection,
      path: ['tenants', tenantKey, 'connections', key],
      account: Object.hasOwn(deployment.accounts, connection.account)
        ? deployment.accounts[connection.account]
        : undefined,
    })),
  );
}
