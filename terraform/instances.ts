import {
  addressOf,
  type Block,
  blockName,
  blockNamed,
  blocksOf,
  KIND_NAMES,
  type Kind,
  type TrackedInstance,
} from '../model/kinds';
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
  instance: TrackedInstance<K>;
}

/** The kind and block that a null_resource of this name is, or nothing for any other resource. */
export function blockOf({ type, name }: Pick<StateResource, 'type' | 'name'>) {
  return type === 'null_resource' ? blockNamed(name) : undefined;
}

/** Every instance of every kind in a state, in the order of the kinds and then of the state. */
export function trackedInstances({ values }: State): Tracked[] {
  const resources = (values?.root_module?.resources ?? []).filter(
    ({ mode, type }) => mode === 'managed' && type === 'null_resource',
  );
  const named = new Map<string, StateResource[]>();
  for (const resource of resources) named.set(resource.name, [...(named.get(resource.name) ?? []), resource]);
  return KIND_NAMES.flatMap((kind) => {
    const blocks = blocksOf(kind).map((block) => ({ block, all: named.get(blockName(kind, block)) ?? [] }));
    const keys = new Set(blocks.flatMap(({ all }) => all.map(keyOf)));
    return [...keys].map((key) => toTracked(kind, key, blocks));
  });
}

function toTracked(kind: Kind, key: string, blocks: { block: Block; all: StateResource[] }[]): Tracked {
  const found = new Map(
    blocks.flatMap(({ block, all }) => {
      const resource = all.find((one) => keyOf(one) === key);
      return resource ? [[block, resource] as const] : [];
    }),
  );
  const made = found.get('made');
  const { object_id: objectId } = triggersOf(found.get('record'));
  return {
    kind,
    key,
    address: addressOf(kind, 'made', key),
    blocks: Object.fromEntries([...found].map(([block, { address }]) => [block, address])),
    unfinished: made === undefined || made.tainted === true,
    instance: {
      ...triggersOf(found.get('guard')),
      ...triggersOf(made),
      ...(objectId && { object_id: objectId }),
    } as unknown as TrackedInstance<Kind>,
  };
}

function keyOf({ index }: StateResource): string {
  return String(index ?? '');
}

function triggersOf(resource: StateResource | undefined): Record<string, string> {
  return (resource?.values.triggers ?? {}) as Record<string, string>;
}
