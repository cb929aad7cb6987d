import type { ResolvedTenant } from '../../deployment/stacks';
import type { State, StateResource } from '../../terraform/json';
import { readState, synthesize } from '../../terraform/stack';
import { type Selection, selectTenants } from '../cli/selection';
import { area, type Check, type States } from './check';

/** Reads the states of the tenants, and of those that own what they share. */
export async function checkStates(selection: Selection): Promise<{ checks: Check[]; states: States }> {
  const states: States = new Map();
  const checks: Check[] = [];
  try {
    await synthesize(selection);
  } catch (error) {
    return { checks: [area('this machine').failure('synthesis', (error as Error).message)], states };
  }
  for (const tenant of withOwners(selection)) {
    const { ok, failure } = area(`tenant ${tenant.key}`);
    try {
      const resources = resourcesOf(await readState(tenant.key));
      states.set(tenant.key, resources);
      checks.push(ok('state', resources.length > 0 ? `${resources.length} resources` : 'nothing is deployed yet'));
    } catch (error) {
      const cure = 'Check that the backend exists and that the credentials for it are exported.';
      checks.push(failure('state', (error as Error).message, cure));
    }
  }
  return { checks, states };
}

/** Whether Terraform manages a resource; nothing when the state cannot tell. */
export function isManaged(states: States, tenant: string, type: string, name: string): boolean | undefined {
  return states.get(tenant)?.some((resource) => resource.type === type && resource.name === name);
}

function resourcesOf({ values }: State): StateResource[] {
  return (values?.root_module?.resources ?? []).filter(({ mode }) => mode === 'managed');
}

function withOwners({ tenants }: Selection): ResolvedTenant[] {
  const owners = tenants.flatMap(({ accounts }) => accounts.map(({ owner }) => owner));
  const selected = tenants.map(({ key }) => key);
  return selectTenants([...new Set([...selected, ...owners])]).tenants;
}
