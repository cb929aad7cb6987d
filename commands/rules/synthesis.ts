import { synthesize } from '../../terraform/stack';
import { failed, ok, type Rule } from '../findings/rule';

export const synthesis: Rule<{ file: string }> = {
  id: 'synthesis',
  severity: 'error',
  what: 'The deployment file can be turned into a Terraform configuration.',
  why: 'Without a configuration there is nothing for Terraform to plan.',
  cure: 'Fix what the message says.',
  async check(selection) {
    try {
      await synthesize(selection);
      return [ok('synthesis', 'succeeds')];
    } catch (error) {
      return [failed('synthesis', (error as Error).message)];
    }
  },
};
