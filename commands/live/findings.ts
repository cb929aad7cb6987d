import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Selection } from '../cli/selection';
import { acknowledgementsOf } from '../findings/acknowledge';
import type { Finding } from '../findings/finding';
import { startReport } from '../findings/report';
import { RULES } from '../rules';
import { driftChanged } from '../rules/drift-changed';
import { driftHidden } from '../rules/drift-hidden';
import { driftMissing } from '../rules/drift-missing';
import { stateLeftBehind } from '../rules/state-left-behind';
import type { TrackedLive } from './read';

/** What is different between what Terraform keeps of tenants and what is there, with acknowledgements applied. */
export async function driftFindings(
  found: { tenant: ResolvedStack; drift: TrackedLive[] }[],
  selection: Pick<Selection, 'deployment' | 'all' | 'file'>,
): Promise<Finding[]> {
  const report = startReport();
  await report.check(stateLeftBehind, selection, { area: 'deployment file' });
  for (const { tenant, drift } of found) {
    const about = { area: `tenant ${tenant.key}`, tenant: tenant.key, place: ['tenants', tenant.key] };
    for (const entry of drift) {
      for (const rule of [driftMissing, driftHidden, driftChanged]) await report.check(rule, entry, about);
    }
  }
  const acknowledgements = found.map(({ tenant }) => acknowledgementsOf(tenant));
  return report.findings(acknowledgements, RULES);
}
