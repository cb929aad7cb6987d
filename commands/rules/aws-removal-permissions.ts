import type { Rule } from '../findings/rule';
import { checkPermissions } from './aws-permissions';
import type { AccountBefore } from './subjects';

export const awsRemovalPermissions: Rule<AccountBefore> = {
  id: 'aws-removal-permissions',
  severity: 'warning',
  what: 'The AWS credentials allow removing what a deploy creates.',
  why: 'Otherwise removing a connection from the file, or `cdktf destroy`, fails and leaves roles behind.',
  cure: 'Grant the actions in the message to the credentials that deploy or destroy.',
  check: (subject) => checkPermissions(subject, 'remove'),
};
