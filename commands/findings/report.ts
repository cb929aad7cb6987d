import { messageOf } from '../../scripts/dynatrace/errors';
import { acknowledge, type TenantAcknowledgements } from './acknowledge';
import type { Finding } from './finding';
import type { Outcome, Rule, RuleText } from './rule';

/** Where a rule is checked: what its findings are listed under, and whose acknowledgements count. */
export type About = Pick<Finding, 'area' | 'tenant' | 'place'> & {
  /** Puts what a check threw into words. @default its message alone */
  describe?: (error: unknown) => { said: string; cure?: string };
};

/**
 * Collects what rules find: those of one area together, in the order in which areas and rules were begun, and once what
 * several stacks of a tenant have in common.
 */
export interface Report {
  /** Checks a rule. A check that throws leaves a finding that says why. */
  check<Subject>(rule: Rule<Subject>, subject: Subject, about: About): Promise<Finding[]>;
  /**
   * Everything that was found so far, with acknowledgements applied.
   *
   * @param rules all rules that exist
   */
  findings(tenants: TenantAcknowledgements[], rules: RuleText[]): Finding[];
}

export function startReport(): Report {
  const found: Finding[][] = [];
  const checked = new Set<string>();
  return {
    async check(rule, subject, about) {
      if (about.tenant !== undefined) checked.add(`${rule.id} ${about.tenant}`);
      else checked.add(rule.id);
      const place: Finding[] = [];
      found.push(place);
      const { describe = saidAlone, ...where } = about;
      let outcomes: Outcome[];
      try {
        outcomes = await rule.check(subject);
      } catch (error) {
        const { said, cure } = describe(error);
        outcomes = [{ subject: about.area, status: 'unchecked', detail: said, ...(cure && { cure }) }];
      }
      place.push(...outcomes.map((outcome) => ({ id: rule.id, severity: rule.severity, ...where, ...outcome })));
      return place;
    },
    findings: (tenants, rules) =>
      acknowledge(byArea(found.flat()), tenants, {
        rules: rules.map(({ id }) => id),
        checked: (rule, tenant) => checked.has(rule) || checked.has(`${rule} ${tenant}`),
      }),
  };
}

function byArea(findings: Finding[]): Finding[] {
  const different = [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
  const areas = [...new Set(different.map(({ area }) => area))];
  return areas.flatMap((area) => different.filter((finding) => finding.area === area));
}

function saidAlone(error: unknown): { said: string; cure?: string } {
  return { said: messageOf(error) };
}
