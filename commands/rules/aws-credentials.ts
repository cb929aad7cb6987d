import { failed, ok, type Rule } from '../findings/rule';
import { describeAwsError } from '../iam/aws-errors';
import type { AccountBefore } from './subjects';

/** Writes the caller into its subject, for the rules that follow. */
export const awsCredentials: Rule<AccountBefore> = {
  id: 'aws-credentials',
  severity: 'error',
  what: 'AWS credentials are available and belong to the account named in the deployment file.',
  why: 'Terraform refuses credentials for another account, and plans nothing without any.',
  cure: 'Export credentials for the account, set `profile` or `assumeRole`, or correct `id` in the deployment file.',
  async check(subject) {
    const [{ account }] = subject.uses as [(typeof subject.uses)[number]];
    const { config } = account;
    try {
      const caller = await subject.reader.identity();
      subject.caller = caller.arn;
      if (caller.account === config.id) return [ok('AWS credentials', caller.arn)];
      const detail = `${caller.arn} belongs to the account ${caller.account}, not to ${config.id}`;
      const cure = `Use credentials for the account ${config.id}, or correct \`id\` in the deployment file.`;
      return [failed('AWS credentials', detail, cure)];
    } catch (error) {
      const { said, cure } = describeAwsError(error, config);
      return [failed('AWS credentials', said, cure)];
    }
  },
};
