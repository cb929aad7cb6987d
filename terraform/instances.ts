import { type Kind, RESOURCE_NAMES, type TrackedInstance } from '../model/tracked';
import type { State, StateResource } from './json';

/** One instance of a kind as Terraform keeps it, with what its create reported. */
export interface Tracked<K extends Kind = Kind> {
  kind: K;
  /** What stands in brackets behind the resource. */
  key: string;
  /** For example `null_resource.connection["ops"]`. */
  address: string;
  /** Address of the resource that keeps what the create reported, if there is one. */
  record?: string;
  /** Terraform's id of the null_resource, which names the file of its report. */
  id: string;
  /** Its last create failed, so that the next deploy repeats it. */
  tainted: boolean;
  instance: TrackedInstance<K>;
}

/** What a resource's name says: the kind, and the attribute that it records for another resource. */
export interface Slot {
  kind: Kind;
  record?: string;
}

const SLOTS = new Map(
  Object.entries(RESOURCE_NAMES).flatMap(([name, { resource, record }]): [string, Slot][] => {
    const kind = name as Kind;
    return [
      [resource, { kind }],
      ...(record ? [[record.resource, { kind, record: record.attribute }] as [string, Slot]] : []),
    ];
  }),
);

/** The kind that a null_resource of this name belongs to, or nothing for any other resource. */
export function slotOf({ type, name }: Pick<StateResource, 'type' | 'name'>): Slot | undefined {
  return type === 'null_resource' ? SLOTS.get(name) : undefined;
}

/** Every instance of every kind in a state, in the order of the kinds and then of the state. */
export function trackedInstances({ values }: State): Tracked[] {
  const resources = (values?.root_module?.resources ?? []).filter(({ mode }) => mode === 'managed');
  const tracked: Tracked[] = [];
  for (const kind of Object.keys(RESOURCE_NAMES) as Kind[]) {
    for (const resource of resources) {
      const slot = slotOf(resource);
      if (slot?.kind === kind && !slot.record) tracked.push(toTracked(kind, resource, resources));
    }
  }
  return tracked;
}

function toTracked(kind: Kind, resource: StateResource, resources: StateResource[]): Tracked {
  const { record } = RESOURCE_NAMES[kind];
  const keeper = resources.find(
    ({ type, name, index }) => type === 'null_resource' && name === record?.resource && index === resource.index,
  );
  const value = record && keeper && triggersOf(keeper)[record.attribute];
  return {
    kind,
    key: String(resource.index ?? ''),
    address: resource.address,
    ...(keeper && { record: keeper.address }),
    id: String(resource.values.id ?? ''),
    tainted: resource.tainted === true,
    instance: {
      ...triggersOf(resource),
      ...(record && value && { [record.attribute]: value }),
    } as TrackedInstance<Kind>,
  };
}

function triggersOf({ values }: StateResource): Record<string, string> {
  return (values.triggers ?? {}) as Record<string, string>;
}
