import type { ResolvedTenant } from '../../deployment/resolved';
import type { TrackedResourceProps } from './tracked-resource';

/** One instance per host; each merges its host into the one list that all of the tenant's apps share. */
export function allowedHosts(tenant: ResolvedTenant): TrackedResourceProps<'allowed-host'> {
  return {
    kind: 'allowed-host',
    instances: Object.fromEntries(
      tenant.hosts.map((host) => [host, { triggers: { environment: tenant.environment.url, host }, options: {} }]),
    ),
    deleteFrom: 'record',
  };
}
