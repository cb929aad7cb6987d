import type { RuleText } from '../findings/rule';

export const unusedAcknowledgement: RuleText = {
  id: 'unused-acknowledgement',
  severity: 'warning',
  what: 'Every acknowledgement in the deployment file matches a finding.',
  why: 'One that matches nothing would hide a later finding that nobody has decided about.',
  cure: 'Remove the entry from `acknowledge`, or correct its rule or subject.',
};
