import type { Tenant } from '../../deployment/schema';
import { didYouMean } from '../../deployment/suggest';
import { unusedAcknowledgement } from '../rules/unused-acknowledgement';
import type { Finding } from './finding';

/** A decision in the deployment file to live with a finding: a rule, a reason, and a subject unless all are meant. */
export type Acknowledgement = Tenant['acknowledge'][number];

/** The acknowledgements of a tenant of the deployment file. */
export interface TenantAcknowledgements {
  tenant: string;
  acknowledgements: Acknowledgement[];
}

export function acknowledgementsOf({ key, config }: { key: string; config: Tenant }): TenantAcknowledgements {
  return { tenant: key, acknowledgements: config.acknowledge };
}

/**
 * Marks the findings that are acknowledged, and adds one for each acknowledgement that matches nothing.
 *
 * @param checked whether a rule was checked for a tenant; what another command checks is no concern of this one
 * @param rules ids of all rules that exist
 */
export function acknowledge(
  findings: Finding[],
  tenants: TenantAcknowledgements[],
  { checked, rules }: { checked: (rule: string, tenant: string) => boolean; rules: string[] },
): Finding[] {
  const used = new Set<Acknowledgement>();
  const marked = findings.map((finding) => {
    if (finding.status !== 'failed' && finding.status !== 'unchecked') return finding;
    const match = tenants
      .filter(({ tenant }) => finding.tenant === undefined || finding.tenant === tenant)
      .flatMap(({ acknowledgements }) => acknowledgements)
      .find(({ rule, subject }) => rule === finding.id && (subject === undefined || subject === finding.subject));
    if (!match) return finding;
    used.add(match);
    return { ...finding, acknowledged: match.reason };
  });
  const unused = tenants.flatMap(({ tenant, acknowledgements }) =>
    acknowledgements.flatMap((one, index) => {
      if (used.has(one) || (rules.includes(one.rule) && !checked(one.rule, tenant))) return [];
      return [unusedFinding(tenant, one, index, rules)];
    }),
  );
  return [...marked, ...unused];
}

function unusedFinding(tenant: string, { rule, subject }: Acknowledgement, index: number, rules: string[]): Finding {
  const { id, severity, cure } = unusedAcknowledgement;
  const known = rules.includes(rule);
  return {
    id,
    severity,
    subject: subject === undefined ? rule : `${rule}: ${subject}`,
    status: 'failed',
    detail: `the acknowledgement of ${rule}${subject === undefined ? '' : ` (${subject})`} matches ${known ? 'nothing that was found' : 'no rule that exists'}`,
    cure: (known ? undefined : didYouMean(rule, rules)) ?? cure,
    area: `tenant ${tenant}`,
    tenant,
    place: ['tenants', tenant, 'acknowledge', index],
  };
}
