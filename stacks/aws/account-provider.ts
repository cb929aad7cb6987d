import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import type { ResolvedAccount } from '../../deployment/resolved';

/** The AWS provider of one account. It refuses credentials of any other account. */
export function accountProvider(
  scope: Construct,
  { key, config }: Pick<ResolvedAccount, 'key' | 'config'>,
): AwsProvider {
  const { assumeRole, endpoints, tags } = config;
  return new AwsProvider(scope, `aws-${key}`, {
    alias: key,
    region: config.region,
    allowedAccountIds: [config.id],
    ...(config.profile && { profile: config.profile }),
    ...(assumeRole && { assumeRole: [assumeRole] }),
    ...(Object.keys(tags).length > 0 && { defaultTags: [{ tags }] }),
    ...(endpoints && { endpoints: [endpoints] }),
  });
}
