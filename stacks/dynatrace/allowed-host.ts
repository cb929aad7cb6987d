import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { KindProps } from './instances';

/** One instance per host; each merges its host into the one list that all of the tenant's apps share. */
export function allowedHosts({ hosts, environment }: ResolvedStack): KindProps<'allowed-host'> {
  return {
    kind: 'allowed-host',
    instances: Object.fromEntries(
      hosts.map((host) => [host, { identity: { environment: environment.url, host }, content: {}, options: {} }]),
    ),
  };
}
