import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import type { ResolvedAccount } from '../../deployment/resolved-stack';
import { literal } from '../expressions';
import { blockNameOf } from './connection-roles';

/** The AWS provider of one account. It refuses credentials of any other account. */
export function accountProvider(
  scope: Construct,
  { key, config }: Pick<ResolvedAccount, 'key' | 'config'>,
): AwsProvider {
  const { assumeRole, endpoints, tags, profile } = literal(config);
  return new AwsProvider(scope, `aws-${key}`, {
    alias: blockNameOf(key),
    region: config.region,
    allowedAccountIds: [config.id],
    ...(profile && { profile }),
    ...(assumeRole && { assumeRole: [assumeRole] }),
    ...(Object.keys(tags).length > 0 && { defaultTags: [{ tags }] }),
    ...(endpoints && { endpoints: [endpoints] }),
  });
}
