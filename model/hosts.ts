import { isIPv6 } from 'node:net';
import type { Partition } from './iam';

/** Most hosts that the outbound allow-list of an environment takes. Source: its settings schema, version 1.0.5. */
export const MAX_ALLOWED_HOSTS = 100;

/** The hosts of AWS's service endpoints in a partition, as a pattern for the outbound allow-list. */
export function awsHosts(partition: Partition): string {
  return partition === 'aws-cn' ? '*.amazonaws.com.cn' : '*.amazonaws.com';
}

/**
 * Says what Dynatrace would refuse in an allow-list entry, or nothing when it is fine: an IP address or a host
 * name, whose first segment alone may be `*`, and then only with two more segments behind it.
 */
export function hostPatternProblem(pattern: string): string | undefined {
  if (pattern.length === 0 || pattern.length > 255) return 'must have 1 to 255 characters';
  if (pattern.includes('://')) return 'must be a host without a scheme';
  if (/[/?#]/.test(pattern)) return 'must be a host without a path';
  if (isIPv6(pattern)) return undefined;
  if (pattern.includes(':')) return 'must be a host without a port';
  const segments = pattern.split('.');
  const isWild = segments[0] === '*';
  const named = isWild ? segments.slice(1) : segments;
  if (named.some((segment) => segment.includes('*'))) return 'may use * only as its whole first segment';
  if (isWild && named.length < 2) return 'needs at least two segments after the *';
  if (!named.every((segment) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(segment))) {
    return 'must be a host name or an IP address';
  }
  return undefined;
}

/** Whether an entry of the allow-list already lets requests for another entry through. */
export function covers(entry: string, wanted: string): boolean {
  const [have, want] = [entry.toLowerCase(), wanted.toLowerCase()];
  return have === want || (have.startsWith('*.') && want.endsWith(have.slice(1)));
}
