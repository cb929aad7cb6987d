import type { Check, States } from '../../../commands/doctor/check';
import { checkTenant } from '../../../commands/doctor/dynatrace';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, sandboxTenant } from '../support';

/** A tenant to examine, with credentials in the environment. */
export interface DoctorBench {
  dynatrace: DynatraceSandbox;
  /** Exports the credentials of a user; at first they are the administrator's. */
  signIn(user: { clientId: string; clientSecret: string }): void;
  /** Examines the tenant with these settings in the deployment file. @returns the checks by what they are about */
  check(
    tenant?: Record<string, unknown>,
    options?: { states?: States; bundle?: string },
  ): Promise<Record<string, Check>>;
  close(): Promise<void>;
}

export async function startDoctorBench(options: DynatraceOptions = {}): Promise<DoctorBench> {
  const dynatrace = await startDynatrace(options);
  let restore = () => {};
  function signIn({ clientId, clientSecret }: { clientId: string; clientSecret: string }): void {
    restore();
    restore = exportCredentials({
      DT_CLIENT_ID: clientId,
      DT_CLIENT_SECRET: clientSecret,
      DYNATRACE_PLATFORM_TOKEN: undefined,
      DYNATRACE_API_TOKEN: undefined,
    });
  }
  signIn(dynatrace.admin);
  return {
    dynatrace,
    signIn,
    async check(tenant = {}, { states = new Map(), bundle } = {}) {
      const checks = await checkTenant(sandboxTenant(dynatrace, tenant), states, bundle);
      return Object.fromEntries(checks.map((one) => [one.what, one]));
    },
    async close() {
      restore();
      await dynatrace.close();
    },
  };
}
