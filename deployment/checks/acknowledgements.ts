import type { CheckContext } from './context';

/** One finding is acknowledged once, with one reason. */
export function checkAcknowledgements({ deployment, report }: CheckContext): void {
  for (const [key, { acknowledge }] of Object.entries(deployment.tenants)) {
    const seen = new Set<string>();
    for (const [index, { rule, subject }] of acknowledge.entries()) {
      const finding = JSON.stringify([rule, subject]);
      if (seen.has(finding)) report(['tenants', key, 'acknowledge', index], 'must not be listed twice', rule);
      seen.add(finding);
    }
  }
}
