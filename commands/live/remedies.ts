import type { ResolvedTenant } from '../../deployment/stacks';
import { hubPage } from '../../model/links';
import { ownerMark, RESOURCE_NAMES } from '../../model/tracked';
import type { ObjectKind } from './desired';
import type { TrackedLive } from './read';

/**
 * How one drifted object is healed: its create script runs again (`reapply`), the state learns the object id that is
 * there (`record`), or not at all.
 */
export type Remedy =
  | { do: 'reapply'; address?: string; keepsObjectId?: boolean }
  | { do: 'record'; objectId: string }
  | { do: 'refuse'; reason: string };

export interface RemedyContext {
  tenant: ResolvedTenant;
  /** Of the desired instance. */
  options: Record<string, unknown>;
}

const REAPPLY: Remedy = { do: 'reapply' };

/** @param entry something that is missing or changed */
export function remedyFor(entry: TrackedLive, context: RemedyContext): Remedy {
  return RULES[entry.kind as ObjectKind](entry, context);
}

type Rule = (entry: TrackedLive, context: RemedyContext) => Remedy;

const RULES: Record<ObjectKind, Rule> = {
  'hub-app': ({ live, key }, { tenant, options }) => {
    const page = hubPage(tenant.environment);
    if (live.status === 'changed') {
      return refuse(
        `the app ${key} is ${change(live, 'status')?.to}: wait if it is pending, else repair it at ${page}`,
      );
    }
    if (options.install !== 'require') return REAPPLY;
    return refuse(
      `the app ${key} is not installed: install it at ${page}, or set \`app.install\` to \`hub\` or \`bundle\``,
    );
  },
  'allowed-host': () => REAPPLY,
  'legacy-connection': (entry, { tenant, options }) => {
    const { live } = entry;
    const externalId = change(live, 'external_id');
    // The schema allows no updates, so that a value of our own that differs can only be replaced.
    if (externalId?.to.startsWith(ownerMark(tenant.owner))) return REAPPLY;
    return externalId ? takenOver(entry, options) : moved(entry);
  },
  connection: (entry, { options }) => (change(entry.live, 'external_id') ? takenOver(entry, options) : moved(entry)),
  'connection-settings': ({ key, live }) => {
    const roleArn = change(live, 'role_arn');
    // A role that is set can never change, so that the connection itself has to be made again.
    return roleArn && roleArn.to !== '' ? { do: 'reapply', address: addressOfConnection(key) } : REAPPLY;
  },
  'connection-share': () => REAPPLY,
  'workflow-actor': ({ instance }) => {
    const { actor } = instance as { actor: string };
    if (actor.startsWith('service-user:create:')) return REAPPLY;
    return refuse(`${actor} does not exist any more: create it in Account Management, or name another one`);
  },
  'workflow-actor-policy': () => REAPPLY,
};

function moved({ live }: TrackedLive): Remedy {
  const objectId = change(live, 'object_id')?.to;
  return live.status === 'changed' && objectId ? { do: 'record', objectId } : REAPPLY;
}

function takenOver({ kind, key, live }: TrackedLive, { adopt }: Record<string, unknown>): Remedy {
  if (adopt) return { do: 'reapply', keepsObjectId: kind === 'connection' };
  const externalId = change(live, 'external_id')?.to;
  const mark = externalId ? `its external id is ${externalId}` : 'it has no external id';
  return refuse(
    `the connection ${key} belongs to something else now (${mark}, object ${live.objectId}): ` +
      'set `adopt: true` to take it back, use another name, or delete it',
  );
}

function refuse(reason: string): Remedy {
  return { do: 'refuse', reason };
}

function change({ changes = [] }: TrackedLive['live'], attribute: string) {
  return changes.find((one) => one.attribute === attribute);
}

function addressOfConnection(key: string): string {
  return `null_resource.${RESOURCE_NAMES.connection.resource}[${JSON.stringify(key)}]`;
}
