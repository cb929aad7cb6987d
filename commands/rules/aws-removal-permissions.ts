import type { Rule } from '../findings/rule';
import { checkPermissions } from './aws-permissions';
import type { AccountBefore } from './subjects';

export const awsRemovalPermissions: Rule<AccountBefore> = {
  id: 'aws-removal-permissions',
  severity: 'warning',
  what: 'The AWS credentials may remove again what a deploy makes.',
  why: 'A connection that leaves the file, and `cdktf destroy`, would fail and leave roles behind.',
  cure: 'Allow the actions that the message names to the credentials that deploy or destroy.',
  check: (subject) => checkPermissions(subject, 'remove'),
};
