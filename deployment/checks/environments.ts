import { EnvironmentError } from '../../model/environment';
import { environmentOf } from '../resolve';
import { looksSecret } from '../secrets';
import type { CheckContext } from './context';

/** Reads every tenant's address; two tenants must not be the same environment, or they would fight over it. */
export function checkEnvironments({ deployment, environments, report }: CheckContext): void {
  const seen = new Map<string, string>();
  for (const [key, tenant] of Object.entries(deployment.tenants)) {
    const path = ['tenants', key, 'environment'];
    try {
      const environment = environmentOf(tenant);
      environments.set(key, environment);
      const earlier = seen.get(environment.domain);
      if (earlier !== undefined) {
        report(
          'environment-twice',
          path,
          `must be a different environment from that of \`tenants.${earlier}\``,
          tenant.environment,
        );
      }
      seen.set(environment.domain, earlier ?? key);
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      // What stands before an @ may be a password. Where it surely is one, that is reported already.
      if (looksSecret(tenant.environment)) continue;
      report(
        'environment-address',
        path,
        error.message,
        tenant.environment.includes('@') ? undefined : tenant.environment,
      );
    }
  }
}
