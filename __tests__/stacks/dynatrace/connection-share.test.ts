import { connectionShares } from '../../../stacks/dynatrace/connection-share';
import { Reference } from '../../../stacks/expressions';
import { stackWith } from '../../support/deployment';

const accountUuid = '11111111-2222-3333-4444-555555555555';

function sharesOf(parts: { share?: object[]; workflowActors?: object; schema?: string }) {
  const { share = [], workflowActors = {}, schema = 'legacy' } = parts;
  const stack = stackWith({
    tenant: { accountUuid, workflowActors },
    connections: { ops: { account: 'main', share, schema }, other: { account: 'main' } },
  });
  return Object.entries(connectionShares(stack).instances).map(([key, { content }]) => [key, content.permission]);
}

describe('connectionShares', () => {
  it('has an instance for everybody that the file names', () => {
    const share = [{ allUsers: true }, { user: 'jo@example.com', access: 'read-write' }, { group: 'Site reliability' }];

    expect(sharesOf({ share })).toEqual([
      ['ops/all-users', 'read'],
      ['ops/user:jo@example.com', 'read-write'],
      ['ops/group:Site reliability', 'read'],
    ]);
  });

  it('shares with the workflow actors, all connections or those that are named', () => {
    const workflowActors = {
      bot: { serviceUser: { create: 'Workflow bot' }, connections: 'all' },
      team: { serviceUser: { existing: 'team' }, connections: ['ops'] },
      group: { group: 'Operators', connections: ['other'] },
    };

    expect(sharesOf({ workflowActors })).toEqual([
      ['ops/service-user:Workflow bot', 'read'],
      ['ops/service-user:team', 'read'],
      ['other/service-user:Workflow bot', 'read'],
      ['other/group:Operators', 'read'],
    ]);
  });

  it('lets what the file says of somebody go before what follows from an actor', () => {
    const share = [{ group: 'Operators', access: 'read-write' }];
    const workflowActors = { group: { group: 'Operators', connections: ['ops'] } };

    expect(sharesOf({ share, workflowActors })).toEqual([['ops/group:Operators', 'read-write']]);
  });

  it.each([
    ['legacy', 'builtin:hyperscaler-authentication.aws.connection', 'local.legacy_connection_id["ops"]'],
    ['enhanced', 'builtin:hyperscaler-authentication.connections.aws', 'local.connection_id["ops"]'],
  ])('is about an object of the %s schema', (schema, schemaId, reference) => {
    const stack = stackWith({ connections: { ops: { account: 'main', schema, share: [{ allUsers: true }] } } });

    expect(connectionShares(stack).instances['ops/all-users']?.identity).toEqual({
      environment: 'https://abc12345.apps.dynatrace.com',
      schema: schemaId,
      object_id: new Reference(reference),
      accessor: 'all-users',
      actor: '',
    });
  });

  it('keeps the name that the connection has when it is shared', () => {
    const stack = stackWith({
      connections: { ops: { account: 'main', name: 'AWS ops', share: [{ allUsers: true }] } },
    });

    expect(connectionShares(stack)).toMatchObject({
      fixed: ['name'],
      instances: { 'ops/all-users': { fixed: { name: 'AWS ops' } } },
    });
  });
});
