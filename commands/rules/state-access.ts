import { failed, ok, type Rule } from '../findings/rule';
import { managedResources, type States } from '../live/states';

/** Adds the resources that it reads to `states`. */
export const stateAccess: Rule<{ stack: string; states: States }> = {
  id: 'state-access',
  severity: 'error',
  what: 'The Terraform state of every tenant can be read.',
  why: 'Terraform cannot plan without it, and what it manages already cannot be told from what is in its way.',
  cure: 'Check that the backend exists and that the credentials for it are exported.',
  async check({ stack, states }) {
    try {
      const resources = await managedResources(stack);
      states.set(stack, resources);
      return [ok('state', resources.length > 0 ? `${resources.length} resources` : 'nothing is deployed yet')];
    } catch (error) {
      return [failed('state', (error as Error).message, this.cure)];
    }
  },
};
