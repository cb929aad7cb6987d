import type { State, StateResource } from '../../terraform/json';
import { readState } from '../../terraform/stack';

/** What Terraform manages already, by stack. A stack whose state cannot be read is not in it. */
export type States = Map<string, StateResource[]>;

/** Reads what Terraform manages for a stack that is synthesized. @throws TerraformError with Terraform's own error */
export async function managedResources(stack: string): Promise<StateResource[]> {
  const { values }: State = await readState(stack);
  return (values?.root_module?.resources ?? []).filter(({ mode }) => mode === 'managed');
}

/** Whether Terraform manages a resource of a stack; nothing when the state cannot tell. */
export function isManaged(
  states: States,
  stack: string,
  { type, name, index }: Pick<StateResource, 'type' | 'name' | 'index'>,
): boolean | undefined {
  const found = states.get(stack)?.filter((resource) => resource.type === type && resource.name === name);
  return found?.some((resource) => resource.index === index);
}

/** Id that the marks of a stack's objects carry; nothing before the first deploy, or when the state cannot tell. */
export function ownerId(states: States, stack: string): string | undefined {
  const owner = states.get(stack)?.find(({ type, name }) => type === 'null_resource' && name === 'owner');
  return owner && String(owner.values.id);
}
