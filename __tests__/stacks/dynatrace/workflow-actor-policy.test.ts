import { workflowActorPolicies } from '../../../stacks/dynatrace/workflow-actor-policy';
import { Reference } from '../../../stacks/expressions';
import { stackWith } from '../../support/deployment';

const accountUuid = '11111111-2222-3333-4444-555555555555';
const policiesOf = (connections: object) =>
  workflowActorPolicies(
    stackWith({
      tenant: { accountUuid, workflowActors: { bot: { serviceUser: { create: 'bot' }, connections: 'all' } } },
      connections: { ...connections },
    }),
  ).instances;

describe('workflowActorPolicies', () => {
  it('go with the actor, under the mark that the actor was made with', () => {
    const trigger = (name: string) => new Reference(`local.workflow_actor_guard["bot"].triggers.${name}`);

    expect(policiesOf({ ops: { account: 'main' } })).toEqual({
      bot: {
        identity: {
          environment: 'https://abc12345.apps.dynatrace.com',
          account: accountUuid,
          actor: 'service-user:create:bot',
          guard: new Reference('local.workflow_actor_guard["bot"].id'),
          label: trigger('label'),
          owner: trigger('owner'),
          key: trigger('key'),
        },
        content: { statements: expect.stringContaining('ALLOW') },
        options: { adopt: false },
      },
    });
  });

  it('allow reading the schemas that connections have', () => {
    const schemas = (connections: object) =>
      [...String(policiesOf(connections).bot?.content.statements).matchAll(/schemaId = "([^"]*)"/g)].map(
        ([, schema]) => schema,
      );

    expect(schemas({ ops: { account: 'main' } })).toEqual(['builtin:hyperscaler-authentication.aws.connection']);
    expect(schemas({ ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } })).toEqual([
      'builtin:hyperscaler-authentication.aws.connection',
      'builtin:hyperscaler-authentication.connections.aws',
    ]);
  });
});
