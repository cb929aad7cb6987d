import { TerraformError } from '../../terraform/errors';
import { failed, ok, type Rule } from '../findings/rule';
import { managedResources, type States } from '../live/states';

const PROVIDER_CURE = "Let Terraform reach its registry, or name a mirror in Terraform's CLI configuration.";

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
      const isUnavailable = error instanceof TerraformError && error.code === 'provider-unavailable';
      return [failed('state', (error as Error).message, isUnavailable ? PROVIDER_CURE : this.cure)];
    }
  },
};
