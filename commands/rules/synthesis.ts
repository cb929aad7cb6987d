import { synthesize } from '../../terraform/stack';
import { failed, ok, type Rule } from '../findings/rule';

export const synthesis: Rule<{ file: string }> = {
  id: 'synthesis',
  severity: 'error',
  what: 'The deployment file can be turned into a Terraform configuration.',
  why: 'Without one there is nothing that Terraform could plan.',
  cure: 'Correct what the message says.',
  async check(selection) {
    try {
      await synthesize(selection);
      return [ok('synthesis', 'succeeds')];
    } catch (error) {
      return [failed('synthesis', (error as Error).message)];
    }
  },
};
