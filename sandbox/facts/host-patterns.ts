import { isIP } from 'node:net';

const LABEL = /^(?!-)[\w-]{1,63}(?<!-)$/;

/**
 * What is wrong with a host of the outbound allow-list, or nothing. A host is an IP address or a DNS name; `*` may only
 * be the whole first segment of a name of at least three. Source: developer.dynatrace.com, "Allow outbound connections".
 */
export function hostProblem(host: string): string | undefined {
  if (isIP(host)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) return 'a scheme is not allowed';
  if (/[/?#]/.test(host)) return 'a path is not allowed';
  if (host.includes(':')) return 'a port is not allowed';
  const [first = '', ...others] = host.split('.');
  const labels = first === '*' ? others : [first, ...others];
  if (labels.some((label) => label.includes('*'))) return 'a wildcard must be the whole first segment';
  if (first === '*' && others.length < 2) return 'a wildcard needs two more segments';
  if (first === '*' && others.every((label) => /^\d+$/.test(label))) return 'an IP address takes no wildcard';
  if (!labels.every((label) => LABEL.test(label))) return 'neither an IP address nor a DNS name';
  return undefined;
}
