import type { ResolvedTenant } from '../../deployment/stacks';
import { RESOURCE_NAMES } from '../../model/tracked';
import type { Tracked } from '../../terraform/instances';
import { type Desired, desiredInstances, type ObjectKind } from './desired';
import type { TrackedLive } from './read';
import { type Remedy, remedyFor } from './remedies';

/**
 * What the next deploy does about drift. It runs create scripts again and no delete script before them: a create finds
 * what is there and changes it, so that nothing is deleted that can be updated.
 */
export interface Healing {
  /** Addresses that are applied again, those that record for them included. */
  replace: string[];
  /** Further records that the plan replaces, because the deployment file changes what they belong to. */
  alongside: string[];
  /** Objects that exist under another id than the state has: the file that the record reads, by path, and the id. */
  records: { path: string; objectId: string }[];
  /** What a deploy must not touch, with the reason and the cure. */
  refused: { address: string; reason: string }[];
}

/**
 * Decides how drift is healed, with as little as possible: what follows from healing something else is left to it,
 * and what the next deploy removes anyway is not healed at all.
 */
export function planHealing(tenant: ResolvedTenant, drift: TrackedLive[]): Healing {
  const desired = desiredInstances(tenant);
  const remedies = new Map<string, Remedy>();
  for (const entry of drift) {
    const wanted = desired[entry.kind as ObjectKind][entry.key];
    if (!wanted || entry.live.status === 'in-sync' || entry.live.status === 'unreadable') continue;
    const remedy = remedyFor(entry, { tenant, options: wanted.options as Record<string, unknown> });
    remedies.set(entry.address, remedy);
  }
  const healing: Healing = { replace: [], alongside: [], records: [], refused: [] };
  for (const entry of drift) {
    const remedy = remedyBeside(entry, remedies.get(entry.address), remedyOfConnection(entry, desired, remedies));
    if (remedy) add(healing, entry, remedy, drift);
  }
  const replace = [...new Set(healing.replace)];
  const alongside = drift.flatMap((entry) => (isStale(entry, desired) && entry.record ? [entry.record] : []));
  return { ...healing, replace, alongside: alongside.filter((address) => !replace.includes(address)) };
}

function add(healing: Healing, entry: TrackedLive, remedy: Remedy, drift: TrackedLive[]): void {
  if (remedy.do === 'refuse') healing.refused.push({ address: entry.address, reason: remedy.reason });
  if (remedy.do === 'reapply') {
    const target = drift.find(({ address }) => address === remedy.address) ?? entry;
    healing.replace.push(remedy.address ?? entry.address, ...(target.record ? [target.record] : []));
  }
  if (remedy.do === 'record') {
    healing.replace.push(entry.record ?? addressOf(RESOURCE_NAMES[entry.kind].record?.resource ?? '', entry.key));
    healing.records.push({ path: `recorded/${entry.id}`, objectId: remedy.objectId });
  }
}

/**
 * Settings and shares belong to a connection. They are applied again by themselves when it gets a new object id, and
 * must not be touched when it belongs to something else. When it is adopted, Terraform cannot know beforehand that the
 * object id stays, and would revoke every share before granting it again.
 */
function remedyBeside(
  { kind }: TrackedLive,
  own: Remedy | undefined,
  connection: Remedy | undefined,
): Remedy | undefined {
  if (!connection) return own;
  if (connection.do !== 'reapply' || !connection.keepsObjectId) return undefined;
  return kind === 'connection-share' ? { do: 'reapply' } : own;
}

function remedyOfConnection(
  { kind, key }: TrackedLive,
  desired: Desired,
  remedies: Map<string, Remedy>,
): Remedy | undefined {
  if (kind !== 'connection-settings' && kind !== 'connection-share') return undefined;
  const connection = key.split('/')[0] ?? '';
  const owner = connection in desired.connection ? 'connection' : 'legacy_connection';
  return remedies.get(addressOf(owner, connection));
}

/** Whether the next deploy replaces a resource without being asked to. */
function isStale({ kind, key, tainted, instance }: Tracked, desired: Desired): boolean {
  const wanted = desired[kind as ObjectKind][key]?.triggers as Record<string, unknown> | undefined;
  if (!wanted) return false;
  const kept = instance as unknown as Record<string, string>;
  return tainted || Object.entries(wanted).some(([name, value]) => typeof value === 'string' && value !== kept[name]);
}

function addressOf(resource: string, key: string): string {
  return `null_resource.${resource}[${JSON.stringify(key)}]`;
}
