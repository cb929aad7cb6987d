import type { Finding, Severity } from './finding';

/** What a rule says about itself, in docs/findings.md and to code hosts. */
export interface RuleText {
  /** In kebab case, the name of its file. Users write it into `acknowledge`: it never changes. */
  id: string;
  /** Of what the rule finds, unless an outcome says otherwise. */
  severity: Severity;
  /** What has to be true, as a sentence. */
  what: string;
  /** Why it matters. */
  why: string;
  /** What helps, in general; an outcome has the exact cure. */
  cure: string;
}

/** One rule about subjects of one type, for example about an AWS account. */
export interface Rule<Subject> extends RuleText {
  /** @returns nothing where the rule has nothing to say. What it throws makes the rule `unchecked`. */
  check(subject: Subject): Outcome[] | Promise<Outcome[]>;
}

/** What a rule found about one thing. */
export type Outcome = Pick<Finding, 'subject' | 'status' | 'detail' | 'cure' | 'place'> & {
  severity?: Severity;
  /** Id of the rule that it is of. @default that of the rule that was checked */
  id?: string;
};

export const ok = outcome('ok');
export const failed = outcome('failed');
export const unchecked = outcome('unchecked');
export const skipped = outcome('skipped');

/** The same as an outcome that never fails a command. */
export function asWarning(one: Outcome): Outcome {
  return { ...one, severity: 'warning' };
}

function outcome(status: Outcome['status']) {
  return (subject: string, detail: string, cure?: string): Outcome => ({
    subject,
    status,
    detail,
    ...(cure && { cure }),
  });
}
