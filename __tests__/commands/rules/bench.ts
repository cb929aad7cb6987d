import { examineTenant } from '../../../commands/doctor';
import type { Finding } from '../../../commands/findings/finding';
import { startReport } from '../../../commands/findings/report';
import { label } from '../../../commands/findings/table';
import type { States } from '../../../commands/live/states';
import { RULES } from '../../../commands/rules';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, sandboxTenant } from '../support';

/** A finding with what it counts as. */
export type Labelled = Finding & { label: string };

/** By subject. */
export function bySubject(findings: Finding[]): Record<string, Labelled> {
  return Object.fromEntries(findings.map((finding) => [finding.subject, { ...finding, label: label(finding) }]));
}

/** A tenant to examine, with credentials in the environment. */
export interface DoctorBench {
  dynatrace: DynatraceSandbox;
  /** Exports the credentials of a user; at first they are the administrator's. */
  signIn(user: { clientId: string; clientSecret: string }): void;
  /** Examines the tenant with these settings in the deployment file. @returns the findings by subject */
  check(tenant?: Record<string, unknown>, options?: { states?: States }): Promise<Record<string, Labelled>>;
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
    async check(tenant = {}, { states = new Map() } = {}) {
      const report = startReport();
      await examineTenant(sandboxTenant(dynatrace, tenant), { states, report });
      return bySubject(report.findings([], RULES));
    },
    async close() {
      restore();
      await dynatrace.close();
    },
  };
}
