import type { Rule } from '../findings/rule';
import { ofKind, outcomeOf } from '../live/outcome';
import { type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkWorkflowActors: Rule<ConnectionAfter> = {
  id: 'link-workflow-actors',
  severity: 'error',
  what: 'The workflow actors exist, with the policies that let them use the connection.',
  why: 'A workflow runs with the permissions of its actor.',
  cure: 'Deploy again to restore users, groups, policies and bindings.',
  check({ connection, live }) {
    const actors = ofKind(live, 'workflow-actor', 'workflow-actor-policy');
    return actors.length > 0 ? [outcomeOf(subjectOfConnection(connection), actors)] : [];
  },
};
