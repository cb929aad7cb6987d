import { type Block, blockNamed, blocksOf } from '../../model/blocks';
import type { Kind } from '../../model/kind-types';
import { KIND_NAMES } from '../../model/kinds';
import type { Plan, ResourceChange } from '../../terraform/json';
import { type Fate, fateOf, keyBefore, triggersOf } from './plan-index';

/** One object in Dynatrace, out of the several resources that Terraform keeps of it. */
export interface PlannedObject {
  kind: Kind;
  key: string;
  fate: Fate;
  /** Why its create runs again, when nothing about it changes. */
  reason?: 'requested' | 'unfinished';
  movedFrom?: string;
  /** What Terraform keeps of it on each side; what is known only after the apply is left out. */
  before?: Record<string, string>;
  after?: Record<string, string>;
  /** The object id that it has before the apply. */
  objectId?: string;
}

type Blocks = Partial<Record<Block, ResourceChange>>;

/** Every object of a plan, changed or not, in the order of the kinds and then of the plan. */
export function plannedObjects({ resource_changes: changes = [] }: Plan): PlannedObject[] {
  const found = new Map<string, { kind: Kind; key: string; blocks: Blocks }>();
  for (const change of changes.filter(({ type, mode }) => type === 'null_resource' && mode === 'managed')) {
    const named = blockNamed(change.name);
    if (!named) continue;
    const key = String(change.index ?? '');
    const id = `${named.kind} ${key}`;
    const object = found.get(id) ?? { kind: named.kind, key, blocks: {} };
    object.blocks[named.block] = change;
    found.set(id, object);
  }
  const objects = [...found.values()].map(({ kind, key, blocks }) => objectOf(kind, key, blocks));
  return KIND_NAMES.flatMap((kind) => objects.filter((one) => one.kind === kind));
}

function objectOf(kind: Kind, key: string, blocks: Blocks): PlannedObject {
  const { made, guard, record } = blocks;
  const [before, after] = (['before', 'after'] as const).map((side) => {
    const there = [guard, made].filter((one) => one?.change[side]);
    return there.length > 0 ? Object.assign({}, ...there.map((one) => triggersOf(one, side))) : undefined;
  }) as [Record<string, string> | undefined, Record<string, string> | undefined];
  const movedFrom = [guard, made].map((one) => one && keyBefore(one)).find((one) => one !== undefined);
  const { object_id: objectId } = triggersOf(record, 'before');
  return {
    kind,
    key,
    ...fateOfObject(kind, blocks),
    ...(movedFrom !== undefined && { movedFrom }),
    ...(before && { before }),
    ...(after && { after }),
    ...(objectId && { objectId }),
  };
}

/** The guard tells whether the object itself comes, goes or is exchanged. Anything else happens to it in place. */
function fateOfObject(kind: Kind, { guard, made }: Blocks): Pick<PlannedObject, 'fate' | 'reason'> {
  const own = made ? fateOf(made) : 'unchanged';
  if (blocksOf(kind).includes('guard') && guard) {
    const fate = fateOf(guard);
    if (fate !== 'unchanged' && fate !== 'updated' && fate !== 'moved') return { fate };
    if (own === 'unchanged' || own === 'moved') return { fate: fate === 'updated' ? 'unchanged' : fate };
  }
  if (own !== 'replaced') return { fate: own };
  const reason = made?.action_reason;
  if (reason === 'replace_by_request') return { fate: 'repaired', reason: 'requested' };
  if (reason === 'replace_because_tainted') return { fate: 'repaired', reason: 'unfinished' };
  return { fate: 'updated' };
}
