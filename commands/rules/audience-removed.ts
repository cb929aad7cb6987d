import type { ResourceChange } from '../../terraform/json';
import { failed, type Outcome, type Rule } from '../findings/rule';
import type { Planned } from './subjects';

export const audienceRemoved: Rule<Planned> = {
  id: 'audience-removed',
  severity: 'warning',
  what: 'No OIDC provider stops accepting an audience.',
  why: 'Connections of the affected environments fail immediately, including those of other teams.',
  cure: 'Keep audiences that are still in use in `extraAudiences` of the account.',
  check: ({ index }) => index.all('aws_iam_openid_connect_provider').flatMap(lostAudiences),
};

function lostAudiences({ change: { before, after } }: ResourceChange): Outcome[] {
  const [old, now] = [before, after].map((values) => (values?.client_id_list ?? []) as string[]);
  const lost = (old ?? []).filter((audience) => !now?.includes(audience));
  if (lost.length === 0) return [];
  const text = `The OIDC provider ${before?.arn} accepts fewer audiences: connections of these environments fail`;
  return [failed(`OIDC provider ${before?.arn}`, [text, ...lost].join('\n'))];
}
