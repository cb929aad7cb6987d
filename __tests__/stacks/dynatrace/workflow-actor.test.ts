import { workflowActors } from '../../../stacks/dynatrace/workflow-actor';
import { stackWith } from '../../support/deployment';

const accountUuid = '11111111-2222-3333-4444-555555555555';
const environment = 'https://abc12345.apps.dynatrace.com';

it.each([
  ['a service user to create', { serviceUser: { create: 'bot' } }, 'service-user:create:bot'],
  ['a service user that exists', { serviceUser: { existing: 'bot' } }, 'service-user:existing:bot'],
  ['a group', { group: 'Operators' }, 'group:Operators'],
])('wants %s', (_, who, actor) => {
  const actors = { one: { ...who, connections: 'all', adopt: true } };

  expect(workflowActors(stackWith({ tenant: { accountUuid, workflowActors: actors } })).instances).toEqual({
    one: { identity: { environment, account: accountUuid, actor }, content: {}, options: { adopt: true } },
  });
});
