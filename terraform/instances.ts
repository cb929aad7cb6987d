import { addressOf, type Block, blockName, blocksOf } from '../model/blocks';
import type { Kind, TrackedInstance } from '../model/kind-types';
import { KIND_NAMES } from '../model/kinds';
import type { State, StateResource } from './json';

/** One instance of a kind as Terraform keeps it, its blocks taken together. */
export interface Tracked<K extends Kind = Kind> {
  kind: K;
  /** What stands in brackets behind the resource. */
  key: string;
  /** Of the block that creates, for example `null_resource.connection["ops"]`. */
  address: string;
  /** Addresses of its blocks in state. */
  blocks: Partial<Record<Block, string>>;
  /** Its last create failed or never ran, so that the next deploy repeats it. */
  unfinished: boolean;
  /** Its guard was marked as tainted by hand: Terraform skips the deletion of the object, and forgets it. */
  deletionSkipped?: true;
  /** Id of the look whose answer the state does not have, so that a destroy could not tell what was there before. */
  unanswered?: string;
  instance: TrackedInstance<K>;
}

/** Every instance of every kind in a state, in the order of the kinds and then of the state. */
export function trackedInstances({ values }: State): Tracked[] {
  const named = new Map<string, Map<string, StateResource>>();
  for (const resource of values?.root_module?.resources ?? []) {
    if (resource.mode !== 'managed' || resource.type !== 'null_resource') continue;
    const instances = named.get(resource.name) ?? new Map<string, StateResource>();
    named.set(resource.name, instances.set(String(resource.index ?? ''), resource));
  }
  return KIND_NAMES.flatMap((kind) => {
    const blocks = blocksOf(kind).map((block) => [block, named.get(blockName(kind, block))] as const);
    const keys = new Set(blocks.flatMap(([, instances]) => [...(instances?.keys() ?? [])]));
    return [...keys].map((key) => {
      const found = blocks.flatMap(([block, instances]) => {
        const resource = instances?.get(key);
        return resource ? [[block, resource] as const] : [];
      });
      return toTracked(kind, key, new Map(found));
    });
  });
}

function toTracked(kind: Kind, key: string, found: Map<Block, StateResource>): Tracked {
  const made = found.get('made');
  const { object_id: objectId } = triggersOf(found.get('record'));
  const guard = found.get('guard');
  const look = triggersOf(found.get('before')).found ? undefined : found.get('look');
  return {
    kind,
    key,
    address: addressOf(kind, 'made', key),
    blocks: Object.fromEntries([...found].map(([block, { address }]) => [block, address])),
    unfinished: made === undefined || made.tainted === true,
    ...(guard?.tainted && { deletionSkipped: true as const }),
    ...(look && { unanswered: String(look.values.id) }),
    instance: {
      ...triggersOf(guard),
      ...triggersOf(made),
      ...(guard && { guard: String(guard.values.id) }),
      ...(objectId && { object_id: objectId }),
    } as unknown as TrackedInstance<Kind>,
  };
}

function triggersOf(resource: StateResource | undefined): Record<string, string> {
  return (resource?.values.triggers ?? {}) as Record<string, string>;
}
