import { issuerHost } from './oidc';

/** IAM's quotas, in characters unless the name says otherwise. Source: IAM and AWS STS quotas. */
export const IAM_LIMITS = {
  audiencesPerProvider: 100,
  audience: 255,
  trustPolicy: 2048,
  inlinePolicies: 10_240,
  managedPoliciesPerRole: 20,
  roleName: 64,
  rolePath: 512,
  description: 1000,
  sessionPolicies: 10,
  sessionSecondsMin: 3600,
  sessionSecondsMax: 43_200,
} as const;

export const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;
export type Partition = (typeof PARTITIONS)[number];

/** One statement of an IAM policy, with the keys that IAM itself uses. */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: Statement[];
}

/** Who may assume a role. Every part is required: the issuer is shared by all Dynatrace tenants. */
export interface Trust {
  providerArn: string;
  issuer: string;
  audience: string;
  /** One subject per connection that may use the role, at least one. */
  subjects: string[];
}

export interface TrustPolicyDocument {
  Version: '2012-10-17';
  Statement: [
    {
      Effect: 'Allow';
      Principal: { Federated: string };
      Action: 'sts:AssumeRoleWithWebIdentity';
      Condition: { StringEquals: Record<string, string | string[]> };
    },
  ];
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

/** ARN of the OIDC provider of an issuer; predictable, so stacks need not pass it to each other. */
export function providerArn(partition: Partition, accountId: string, issuer: string): string {
  return `arn:${partition}:iam::${accountId}:oidc-provider/${issuerHost(issuer)}`;
}

export function roleArn(partition: Partition, accountId: string, path: string, name: string): string {
  return `arn:${partition}:iam::${accountId}:role${path}${name}`;
}

/**
 * The trust policy of a connection's role: exact audience and exact subject.
 *
 * AWS guards a list of shared issuers against trust without them, and Dynatrace's issuer is not on that list.
 *
 * @throws RangeError when the audience or the subject is missing or holds a wildcard.
 */
export function trustPolicy(trust: Trust): TrustPolicyDocument {
  for (const value of [trust.audience, ...trust.subjects]) {
    if (!value || /[*?]/.test(value)) {
      throw new RangeError(`a trust policy needs an exact audience and subject, got "${value}"`);
    }
  }
  const [first, ...others] = trust.subjects;
  if (first === undefined) throw new RangeError('a trust policy needs at least one subject');
  const key = issuerHost(trust.issuer);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: trust.providerArn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${key}:aud`]: trust.audience,
            [`${key}:sub`]: others.length ? [first, ...others] : first,
          },
        },
      },
    ],
  };
}

/** The inline policy of a connection's role: the region list that every action needs, then what the file adds. */
export function inlinePolicy(statements: Statement[]): PolicyDocument {
  const listRegions: Statement = { Effect: 'Allow', Action: 'account:ListRegions', Resource: '*' };
  return { Version: '2012-10-17', Statement: [listRegions, ...statements] };
}

/** A policy's size as IAM counts it: without white space outside of strings. */
export function policySize(document: object): number {
  return JSON.stringify(document).length;
}
