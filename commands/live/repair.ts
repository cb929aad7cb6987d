import type { ResolvedStack } from '../../deployment/resolved-stack';
import { addressOf } from '../../model/blocks';
import type { Kind } from '../../model/kind-types';
import { KINDS, type Repair } from '../../model/kinds';
import { type Wanted, wantedBy } from './desired';
import type { TrackedLive } from './read';

/** What the next deploy does about drift, with as little as possible. */
export interface Repairs {
  /** Addresses that Terraform replaces: of blocks that create, or of guards where an object has to be made again. */
  replace: string[];
  /** What keeps a deploy from starting, with the reason and the cure. */
  refused: { address: string; reason: string }[];
}

interface Decision {
  entry: TrackedLive;
  repair: Repair;
}

const STRENGTH: Repair[] = ['report', 'create', 'replace', 'refuse'];

/**
 * Decides how drift is repaired. What follows from repairing something else is left to it, and what the next deploy
 * removes anyway is not repaired at all. The rules are those of `model/kinds.ts`.
 */
export function planRepairs(stack: ResolvedStack, drift: TrackedLive[]): Repairs {
  const wanted = wantedBy(stack);
  const decisions = drift.flatMap((entry) => {
    const repair = repairOf(entry, wanted);
    return repair ? [{ entry, repair }] : [];
  });
  const repairs: Repairs = { replace: [], refused: [] };
  for (const decision of decisions) {
    if (parentOf(decision, decisions)) continue;
    const { entry, repair } = decision;
    if (repair === 'refuse') repairs.refused.push({ address: entry.address, reason: reasonOf(entry) });
    if (repair === 'create') repairs.replace.push(entry.address);
    if (repair === 'replace') repairs.replace.push(guardOf(entry, wanted));
  }
  return { ...repairs, replace: [...new Set(repairs.replace)] };
}

function repairOf({ kind, key, live }: TrackedLive, wanted: Wanted): Repair | undefined {
  const instance = wanted(kind, key);
  if (!instance || live.status === 'in-sync' || live.status === 'unreadable') return undefined;
  // What cannot be seen must neither be taken for gone nor be made a second time.
  if (live.status === 'hidden') return 'refuse';
  const { repair } = KINDS[kind];
  if (live.status === 'missing') return repair.missing;
  const repairs = (live.changes ?? []).map(({ attribute, to }): Repair => {
    const rule = repair.attributes?.[attribute] ?? repair.changed;
    if (rule === 'refuse' && adopts(instance.options)) return 'create';
    return rule === 'replace' && to === '' ? 'create' : rule;
  });
  return STRENGTH.findLast((one) => repairs.includes(one)) ?? repair.changed;
}

function adopts(options: object): boolean {
  return 'adopt' in options && options.adopt === true;
}

/**
 * What a drifted object is a part of, when that is left alone, or is repaired too and gets a new object id, which
 * replaces its parts. An actor has no object id, so that its policy is repaired beside it.
 */
function parentOf({ entry }: Decision, decisions: Decision[]): Decision | undefined {
  return decisions.find(({ entry: other, repair }) => {
    if (!KINDS[entry.kind].partOf.includes(other.kind)) return false;
    if (entry.key !== other.key && !entry.key.startsWith(`${other.key}/`)) return false;
    return repair === 'refuse' || (other.live.status === 'missing' && 'record' in KINDS[other.kind].blocks);
  });
}

/** The guard of what has to be made again: its own, or that of what it is a part of. */
function guardOf({ kind, key }: TrackedLive, wanted: Wanted): string {
  const owner: Kind = KINDS[kind].partOf.find((one) => wanted(one, key)) ?? kind;
  return addressOf(owner, 'guard', key);
}

function reasonOf({ kind, key, live }: TrackedLive): string {
  const what = `the ${KINDS[kind].label} ${key}`;
  if (live.status === 'hidden') return `${what} cannot be seen: ${live.note}`;
  const changes = (live.changes ?? []).map(({ attribute, from, to }) => `${attribute} is ${to || 'none'}, not ${from}`);
  const foreign = live.changes?.some(({ attribute }) => attribute === 'external_id' || attribute === 'mark');
  const cure = foreign
    ? 'something else took it over; set `adopt: true` to take it back, use another name, or delete it'
    : 'wait if it is pending; otherwise repair it in Dynatrace';
  return `${what} was changed (${changes.join(', ')}): ${cure}`;
}
