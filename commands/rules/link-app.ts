import type { Rule } from '../findings/rule';
import { ofKind, outcomeOf } from '../live/outcome';
import { type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkApp: Rule<ConnectionAfter> = {
  id: 'link-app',
  severity: 'error',
  what: 'The app AWS for Workflows is installed and works.',
  why: 'Its actions are what uses the connection.',
  cure: 'Deploy again, or repair the app in the Hub.',
  check: ({ connection, live }) => [outcomeOf(subjectOfConnection(connection), ofKind(live, 'hub-app'))],
};
