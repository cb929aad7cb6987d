import type { Rule } from '../findings/rule';
import { ofKind, outcomeOf } from '../live/outcome';
import { type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkHosts: Rule<ConnectionAfter> = {
  id: 'link-hosts',
  severity: 'error',
  what: 'The outbound allow-list permits requests to AWS.',
  why: 'Without these hosts every action of the app fails, whatever the role allows.',
  cure: 'Deploy again to add the missing hosts.',
  check: ({ connection, live }) => [outcomeOf(subjectOfConnection(connection), ofKind(live, 'allowed-host'))],
};
