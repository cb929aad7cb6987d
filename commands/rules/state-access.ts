import { failed, ok, type Rule } from '../findings/rule';
import { managedResources, type States } from '../live/states';

/** Adds the resources that it reads to `states`. */
export const stateAccess: Rule<{ stack: string; states: States }> = {
  id: 'state-access',
  severity: 'error',
  what: 'The Terraform state of every tenant can be read.',
  why: 'Without it Terraform cannot plan, and resources that it already manages cannot be told apart from conflicts.',
  cure: 'Check that the backend exists and that its credentials are exported.',
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
