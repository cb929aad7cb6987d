import { RESOURCE_NAMES } from '../../model/tracked';
import type { ResolvedTenant } from '../../stacks/tenant';
import { type Desired, desiredInstances, type ObjectKind } from '../state/desired';
import type { TrackedLive } from './read';
import { type Remedy, remedyFor } from './remedies';

/** What the next deploy does about drift. */
export interface Healing {
  /** Addresses whose create script runs again. */
  replace: string[];
  /** Those among them whose object is there, so that their delete script must not run before. */
  inPlace: string[];
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
  const healing: Healing = { replace: [], inPlace: [], records: [], refused: [] };
  for (const entry of drift) {
    const remedy = remedies.get(entry.address);
    if (remedy && !followsFrom(entry, desired, remedies)) add(healing, entry, remedy);
  }
  return { ...healing, replace: [...new Set(healing.replace)] };
}

function add(healing: Healing, { kind, key, address, id }: TrackedLive, remedy: Remedy): void {
  if (remedy.do === 'refuse') healing.refused.push({ address, reason: remedy.reason });
  if (remedy.do === 'reapply') healing.replace.push(remedy.address ?? address);
  if (remedy.do === 'update') {
    healing.replace.push(address);
    healing.inPlace.push(address);
  }
  if (remedy.do === 'record') {
    healing.replace.push(addressOf(RESOURCE_NAMES[kind].record?.resource ?? '', key));
    healing.records.push({ path: `recorded/${id}`, objectId: remedy.objectId });
  }
}

/**
 * Settings and shares belong to a connection: they are applied again by themselves when it gets a new object id, and
 * must not be touched when it belongs to something else.
 */
function followsFrom({ kind, key }: TrackedLive, desired: Desired, remedies: Map<string, Remedy>): boolean {
  if (kind !== 'connection-settings' && kind !== 'connection-share') return false;
  const connection = key.split('/')[0] ?? '';
  const owner = connection in desired.connection ? 'connection' : 'legacy_connection';
  const remedy = remedies.get(addressOf(owner, connection));
  return remedy !== undefined && !(remedy.do === 'reapply' && remedy.keepsObjectId);
}

function addressOf(resource: string, key: string): string {
  return `null_resource.${resource}[${JSON.stringify(key)}]`;
}
