import { RULES, UNKNOWN_NAME, WARNINGS } from '../rules';
import type { CheckContext } from './context';

/** One finding is acknowledged once, with one reason. What is wrong with the file itself has to be mended. */
export function checkAcknowledgements({ deployment, report }: CheckContext): void {
  for (const [key, { acknowledge }] of Object.entries(deployment.tenants)) {
    const seen = new Set<string>();
    for (const [index, { rule, subject }] of acknowledge.entries()) {
      const finding = JSON.stringify([rule, subject]);
      if (seen.has(finding))
        report('listed-twice', ['tenants', key, 'acknowledge', index], 'must not be listed twice', rule);
      seen.add(finding);
      if (rule !== UNKNOWN_NAME && (Object.hasOwn(RULES, rule) || Object.hasOwn(WARNINGS, rule))) {
        const path = ['tenants', key, 'acknowledge', index, 'rule'];
        report('acknowledge-impossible', path, 'must not be a rule of the deployment file itself', rule);
      }
    }
  }
}
