import { randomUUID } from 'node:crypto';
import type { ResolvedStack } from '../../deployment/resolved-stack';
import { blockNamed } from '../../model/blocks';
import { KINDS } from '../../model/kinds';
import { blockNameOf } from '../../stacks/aws/connection-roles';
import type { StateFile, StoredResource } from '../../terraform/state-file';

type Instance = StoredResource['instances'][number];

/** States by the name that they are kept under. */
export type States = Map<string, StateFile>;

/** What moving to another layout comes to: every state that changes, and how many instances move. */
export interface LayoutMoves {
  states: States;
  moved: number;
}

/** What a stack checks and lists for itself is made anew where it is missing, and stands for no object. */
const OWN = ['preflight', 'inventory'];

/**
 * Puts every instance of the present states where the stacks of the deployment file expect it. Nothing is changed but the
 * place: ids and attributes stay, so that no object is touched.
 */
export function planLayoutMoves(stacks: ResolvedStack[], present: States): LayoutMoves {
  const states: States = new Map();
  const stateOf = (name: string) => {
    const state = states.get(name) ?? emptied(present.get(name));
    states.set(name, state);
    return state;
  };
  for (const { stateName } of stacks) stateOf(stateName);
  let moved = 0;
  for (const [source, state] of present) {
    stateOf(source);
    for (const resource of state.resources.filter(({ mode }) => mode === 'managed')) {
      for (const instance of resource.instances) {
        const target = targetOf(stacks, source, resource, instance);
        if (target === undefined) continue;
        if (target !== source) moved += 1;
        place(stateOf(target), resource, instance);
      }
    }
  }
  return { states, moved };
}

/** Name of the state that an instance belongs to, or nothing for what only served the stack that it was in. */
function targetOf(
  stacks: ResolvedStack[],
  source: string,
  { type, name }: StoredResource,
  { index_key: index }: Instance,
): string | undefined {
  const key = String(index ?? '');
  if (type.startsWith('aws_')) {
    return (
      stacks.find(({ accounts }) => accounts.some((account) => blockNameOf(account.key) === name))?.stateName ?? source
    );
  }
  const kind = blockNamed(name)?.kind;
  const stays = stacks.some(({ stateName }) => stateName === source);
  if (kind === undefined || OWN.includes(kind)) return stays ? source : undefined;
  if (KINDS[kind].shownAt === 'tenant') return stacks.find(({ holdsTenant }) => holdsTenant)?.stateName ?? source;
  const connection = key.split('/')[0] ?? key;
  return stacks.find(({ connections }) => connections.some((one) => one.key === connection))?.stateName ?? source;
}

function place({ resources }: StateFile, resource: StoredResource, instance: Instance): void {
  const same = resources.find(
    ({ type, name, mode }) => type === resource.type && name === resource.name && mode === resource.mode,
  );
  if (!same) {
    resources.push({ ...resource, instances: [instance] });
    return;
  }
  // A move that was interrupted has put it there already.
  if (same.instances.some((one) => one.index_key === instance.index_key)) return;
  same.instances.push(instance);
}

/** The same state without resources, one version later; a new one where there is none. */
function emptied(state: StateFile | undefined): StateFile {
  return {
    version: 4,
    terraform_version: state?.terraform_version ?? '1.5.7',
    serial: (state?.serial ?? 0) + 1,
    lineage: state?.lineage ?? randomUUID(),
    outputs: {},
    resources: [],
    check_results: null,
  };
}
