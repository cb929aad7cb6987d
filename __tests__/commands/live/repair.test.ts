import { desiredInstances, type ObjectKind } from '../../../commands/live/desired';
import type { Answer, TrackedLive } from '../../../commands/live/read';
import { planHealing } from '../../../commands/live/repair';
import { type Kind, RESOURCE_NAMES } from '../../../model/tracked';
import { tenantWith } from '../support';

const resources: Partial<Record<Kind, string>> = {
  'hub-app': 'hub_app',
  'allowed-host': 'allowed_host',
  'legacy-connection': 'legacy_connection',
  connection: 'connection',
  'connection-settings': 'connection_settings',
  'connection-share': 'connection_share',
  'workflow-actor': 'workflow_actor',
  'workflow-actor-policy': 'workflow_actor_policy',
};

const tenant = tenantWith({
  accountUuid: '11111111-2222-3333-4444-555555555555',
  app: { install: 'hub' },
  connections: {
    ops: { account: 'main', share: [{ group: 'Site reliability' }] },
    auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
    kept: { account: 'main', schema: 'enhanced', adopt: true },
  },
  workflowActors: {
    runner: { serviceUser: { create: 'runner' }, connections: 'all' },
    team: { group: 'Team', connections: 'all' },
  },
});

/** An instance whose triggers are as the deployment file has them, unless `instance` says otherwise. */
function entry(kind: Kind, key: string, live: Answer, instance: object = {}): TrackedLive {
  const address = `null_resource.${resources[kind]}["${key}"]`;
  const wanted = desiredInstances(tenant)[kind as ObjectKind][key]?.triggers;
  const { record: recorded } = RESOURCE_NAMES[kind];
  const record = recorded && { record: `null_resource.${recorded.resource}["${key}"]` };
  return {
    kind,
    key,
    address,
    ...record,
    id: '42',
    tainted: false,
    instance: { ...wanted, ...instance } as never,
    live,
  };
}

/** What is applied again for an entry: the resource, and what records for it. */
function withRecord({ address, record }: TrackedLive): string[] {
  return record ? [address, record] : [address];
}

const missing: Answer = { status: 'missing' };

function changed(attribute: string, from: string, to: string): Answer {
  return { status: 'changed', objectId: 'live-id', changes: [{ attribute, from, to }] };
}

describe('planHealing', () => {
  it.each<[string, TrackedLive]>([
    ['an app that was removed', entry('hub-app', 'dynatrace.aws.connector', missing)],
    ['a host', entry('allowed-host', '*.amazonaws.com', missing)],
    ['a legacy connection', entry('legacy-connection', 'ops', missing)],
    ['an enhanced connection', entry('connection', 'auto', missing)],
    ['a share', entry('connection-share', 'ops/group:Site reliability', missing)],
    ['a permission', entry('connection-share', 'auto/all-users', changed('permission', 'read', 'read-write'))],
    ['a service user', entry('workflow-actor', 'runner', missing)],
    ['a name', entry('connection-settings', 'auto', changed('name', 'auto', 'theirs'))],
    ['a role that is not set any more', entry('connection-settings', 'auto', changed('role_arn', 'arn', ''))],
    ['a policy', entry('workflow-actor-policy', 'runner', changed('statements', 'a', 'b'))],
    ['a connection to adopt', entry('connection', 'kept', changed('external_id', 'ours', 'theirs'))],
    [
      'a legacy connection of ours with another value',
      entry('legacy-connection', 'ops', changed('external_id', 'a', 'dynatrace-aws-workflows/team/ops/0000')),
    ],
  ])('applies %s again', (_, drifted) => {
    expect(planHealing(tenant, [drifted])).toEqual({
      replace: withRecord(drifted),
      alongside: [],
      records: [],
      refused: [],
    });
  });

  it('does nothing about what is in sync or cannot be read', () => {
    const healing = planHealing(tenant, [
      entry('allowed-host', '*.amazonaws.com', { status: 'in-sync' }),
      entry('legacy-connection', 'ops', { status: 'unreadable' }),
    ]);

    expect(healing).toEqual({ replace: [], alongside: [], records: [], refused: [] });
  });

  it('does nothing about what has left the deployment file', () => {
    expect(planHealing(tenant, [entry('allowed-host', 'old.example.com', missing)]).replace).toEqual([]);
  });

  it('leaves settings and shares to the connection that is made again', () => {
    const healing = planHealing(tenant, [
      entry('connection', 'auto', missing),
      entry('connection-settings', 'auto', missing),
      entry('connection-share', 'auto/all-users', missing),
      entry('legacy-connection', 'ops', missing),
      entry('connection-share', 'ops/group:Site reliability', missing),
    ]);

    expect(healing.replace).toEqual([
      'null_resource.connection["auto"]',
      'null_resource.connection_id["auto"]',
      'null_resource.legacy_connection["ops"]',
      'null_resource.legacy_connection_id["ops"]',
    ]);
  });

  it('heals settings and shares of a connection that is adopted, because it keeps its object id', () => {
    const healing = planHealing(tenant, [
      entry('connection', 'kept', changed('external_id', 'ours', 'theirs')),
      entry('connection-settings', 'kept', changed('name', 'kept', 'theirs')),
      entry('connection-share', 'kept/service-user:runner', missing),
      entry('connection-share', 'kept/group:Team', { status: 'in-sync' }),
    ]);

    expect(healing.replace).toEqual([
      'null_resource.connection["kept"]',
      'null_resource.connection_id["kept"]',
      'null_resource.connection_settings["kept"]',
      'null_resource.connection_share["kept/service-user:runner"]',
      'null_resource.connection_share["kept/group:Team"]',
    ]);
  });

  it('leaves alone what belongs to a connection that something else has taken', () => {
    const healing = planHealing(tenant, [
      entry('connection', 'auto', changed('external_id', 'ours', 'theirs')),
      entry('connection-settings', 'auto', changed('name', 'auto', 'theirs')),
      entry('connection-share', 'auto/all-users', missing),
    ]);

    expect([healing.replace, healing.refused]).toEqual([[], [expect.anything()]]);
  });

  it('makes a connection again that is bound to another role, because a role can never change', () => {
    const settings = entry('connection-settings', 'auto', changed('role_arn', 'arn:ours', 'arn:theirs'));
    const connection = entry('connection', 'auto', { status: 'in-sync' });

    expect(planHealing(tenant, [connection, settings]).replace).toEqual(withRecord(connection));
  });

  it('records the object id of a connection that exists under another one', () => {
    const healing = planHealing(tenant, [
      entry('connection', 'auto', changed('object_id', 'old', 'new')),
      entry('connection-settings', 'auto', missing),
    ]);

    expect(healing).toEqual({
      replace: ['null_resource.connection_id["auto"]'],
      alongside: [],
      records: [{ path: 'recorded/42', objectId: 'new' }],
      refused: [],
    });
  });

  it('names the records of what the deployment file changes at the same time', () => {
    const inSync: Answer = { status: 'in-sync' };
    const healing = planHealing(tenant, [
      entry('allowed-host', '*.amazonaws.com', missing),
      entry('connection', 'auto', inSync, { role_arn: 'arn:of:another:role' }),
      { ...entry('connection', 'kept', inSync), tainted: true },
      entry('legacy-connection', 'ops', inSync),
    ]);

    expect(healing.alongside).toEqual(['null_resource.connection_id["auto"]', 'null_resource.connection_id["kept"]']);
  });

  it.each<[string, TrackedLive, RegExp]>([
    [
      'a connection of somebody else',
      entry('connection', 'auto', changed('external_id', 'a', 'theirs/1')),
      /external id is theirs\/1.*adopt: true/,
    ],
    [
      'a legacy one without an owner',
      entry('legacy-connection', 'ops', changed('external_id', 'a', '')),
      /it has no external id, object live-id/,
    ],
    [
      'an app that failed',
      entry('hub-app', 'dynatrace.aws.connector', changed('status', 'OK', 'ERROR')),
      /is ERROR: .*repair it at https:/,
    ],
    [
      'a group that is gone',
      entry('workflow-actor', 'team', missing, { actor: 'group:Team' }),
      /group:Team does not exist any more/,
    ],
  ])('refuses %s, and says why', (_, drifted, reason) => {
    const { replace, refused } = planHealing(tenant, [drifted]);

    expect(replace).toEqual([]);
    expect(refused).toEqual([{ address: drifted.address, reason: expect.stringMatching(reason) }]);
  });

  it('refuses an app that people have to install themselves', () => {
    const { refused } = planHealing(tenantWith(), [entry('hub-app', 'dynatrace.aws.connector', missing)]);

    expect(refused[0]?.reason).toMatch(/is not installed: install it at https:.*or set `app.install`/);
  });
});
