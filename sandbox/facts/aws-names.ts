/** The partitions that Dynatrace's connection schemas accept. Source: IAM User Guide, "IAM ARNs". */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** Regions by how their names begin; all others are of the partition `aws`. Source: AWS General Reference. */
const REGION_PREFIXES: [string, Partition][] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
];

/** The partition that a region belongs to. */
export function regionPartition(region: string): Partition {
  return REGION_PREFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/**
 * An issuer as IAM writes it in ARNs, answers and condition keys: without its scheme, and otherwise as it was sent.
 * Source: API_CreateOpenIDConnectProvider, API_GetOpenIDConnectProvider.
 */
export function withoutScheme(issuer: string): string {
  return issuer.startsWith('https://') ? issuer.slice('https://'.length) : issuer;
}

/** @param url of the issuer, with or without its scheme. */
export function oidcProviderArn(partition: Partition, accountId: string, url: string): string {
  return ['arn', partition, 'iam', '', accountId, `oidc-provider/${withoutScheme(url)}`].join(':');
}

/** @param path begins and ends with a slash. */
export function iamPolicyArn(partition: Partition, accountId: string, path: string, name: string): string {
  return ['arn', partition, 'iam', '', accountId, `policy${path}${name}`].join(':');
}

/** @param path begins and ends with a slash. */
export function iamRoleArn(partition: Partition, accountId: string, path: string, name: string): string {
  return ['arn', partition, 'iam', '', accountId, `role${path}${name}`].join(':');
}
