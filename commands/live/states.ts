import type { State, StateResource } from '../../terraform/json';
import { readState } from '../../terraform/stack';

/** What Terraform manages already, by tenant. A tenant whose state cannot be read is not in it. */
export type States = Map<string, StateResource[]>;

/** Reads what Terraform manages for a tenant that is synthesized. @throws TerraformError with Terraform's own error */
export async function managedResources(tenant: string): Promise<StateResource[]> {
  const { values }: State = await readState(tenant);
  return (values?.root_module?.resources ?? []).filter(({ mode }) => mode === 'managed');
}

/** Whether Terraform manages a resource; nothing when the state cannot tell. */
export function isManaged(states: States, tenant: string, type: string, name: string): boolean | undefined {
  return states.get(tenant)?.some((resource) => resource.type === type && resource.name === name);
}
