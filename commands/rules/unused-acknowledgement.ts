import type { RuleText } from '../findings/rule';

export const unusedAcknowledgement: RuleText = {
  id: 'unused-acknowledgement',
  severity: 'warning',
  what: 'Every acknowledgement in the deployment file matches a finding.',
  why: 'An unused one could silently hide a future finding.',
  cure: 'Remove the entry from `acknowledge`, or correct its rule or subject.',
};
