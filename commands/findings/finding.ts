import type { Path } from '../../deployment/problem';

/** How much a finding matters: an `error` fails a command, a `warning` or a `note` never does. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * What came of a check: `ok`, `failed`, `unchecked` when it could not be read, `skipped` when there is no way to check
 * it here.
 */
export type Status = 'ok' | 'failed' | 'unchecked' | 'skipped';

/** What doctor, verify, drift and review have to say about one thing. */
export interface Finding {
  /** Id of the rule, for example `role-name`. */
  id: string;
  severity: Severity;
  /** What it is about, as an acknowledgement names it, for example `role dynatrace-prod-ops`. */
  subject: string;
  status: Status;
  /** One sentence; further lines are the items of a list. */
  detail: string;
  cure?: string;
  /** What it is listed under, for example `tenant prod`. */
  area: string;
  /** Key of the tenant whose acknowledgements count. Without one, those of every tenant do. */
  tenant?: string;
  /** What in the deployment file it is about. */
  place?: Path;
  /** The reason why somebody decided to live with it. */
  acknowledged?: string;
}

/** Whether a finding still asks for something. */
export function isOpen({ status, acknowledged }: Finding): boolean {
  return (status === 'failed' || status === 'unchecked') && acknowledged === undefined;
}

/** What findings mean for an exit code: 1 when something could not be checked, else 2 when a check failed, else 0. */
export function findingsCode(findings: Finding[]): 0 | 1 | 2 {
  const open = findings.filter(isOpen).filter(({ severity }) => severity === 'error');
  if (open.some(({ status }) => status === 'unchecked')) return 1;
  return open.length > 0 ? 2 : 0;
}
