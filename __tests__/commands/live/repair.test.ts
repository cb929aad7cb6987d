import type { TrackedLive } from '../../../commands/live/read';
import { planRepairs } from '../../../commands/live/repair';
import { addressOf } from '../../../model/blocks';
import type { Kind } from '../../../model/kind-types';
import { KIND_NAMES, KINDS } from '../../../model/kinds';
import type { Answer } from '../../../scripts/look';
import { tenantWith } from '../support';

const stack = tenantWith({
  accountUuid: '11111111-2222-3333-4444-555555555555',
  app: { install: 'hub' },
  connections: {
    ops: { account: 'main', share: [{ group: 'Site reliability' }] },
    auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }], exclusiveShares: true },
    kept: { account: 'main', schema: 'enhanced', adopt: true },
  },
  workflowActors: {
    runner: { serviceUser: { create: 'runner' }, connections: 'all' },
    team: { group: 'Team', connections: 'all' },
  },
});

function entry(kind: Kind, key: string, live: Answer): TrackedLive {
  return {
    kind,
    key,
    address: addressOf(kind, 'made', key),
    blocks: {},
    unfinished: false,
    instance: {} as never,
    live,
  };
}

const repairsOf = (...drift: TrackedLive[]) => planRepairs(stack, drift);
const missing: Answer = { status: 'missing' };
const hidden: Answer = { status: 'hidden', note: 'these credentials cannot see it.' };

function changed(attribute: string, from: string, to: string): Answer {
  return { status: 'changed', objectId: 'live-id', changes: [{ attribute, from, to }] };
}

/** A key that the deployment file wants of each kind. */
const WANTED: Record<Kind, string> = {
  preflight: 'all',
  'hub-app': 'dynatrace.aws.connector',
  'allowed-host': '*.amazonaws.com',
  'workflow-actor': 'runner',
  'workflow-actor-policy': 'runner',
  connection: 'auto',
  'legacy-connection': 'ops',
  'connection-settings': 'auto',
  'connection-share': 'auto/all-users',
  inventory: 'all',
};

const ATTRIBUTES = KIND_NAMES.flatMap((kind) =>
  Object.entries(KINDS[kind].repair.attributes ?? {}).map(([attribute, rule]) => ({ kind, attribute, rule })),
);

describe('planRepairs', () => {
  it.each(KIND_NAMES)('repairs a missing %s by the rule of its kind', (kind) => {
    const drifted = entry(kind, WANTED[kind], missing);

    expect(KINDS[kind].repair.missing).toBe('create');
    expect(repairsOf(drifted)).toEqual({ replace: [drifted.address], refused: [] });
  });

  it.each(KIND_NAMES)('repairs a changed %s by the rule of its kind', (kind) => {
    const drifted = entry(kind, WANTED[kind], changed('anything', 'a', 'b'));
    const { replace, refused } = repairsOf(drifted);

    expect([replace, refused.map(({ address }) => address)]).toEqual(
      { create: [[drifted.address], []], refuse: [[], [drifted.address]] }[KINDS[kind].repair.changed as string],
    );
  });

  it.each(ATTRIBUTES)('$kind: $rule when $attribute was changed', ({ kind, attribute, rule }) => {
    const { replace, refused } = repairsOf(entry(kind, WANTED[kind], changed(attribute, 'ours', 'theirs')));

    expect([replace.length, refused.length]).toEqual(
      { report: [0, 0], create: [1, 0], replace: [1, 0], refuse: [0, 1] }[rule],
    );
  });

  it('takes away shares that the file excludes', () => {
    const drifted = entry('inventory', 'all', changed('exclusive_share', 'auto: none', 'auto: user x (read)'));

    expect(repairsOf(drifted).replace).toEqual([drifted.address]);
  });

  it('follows the strongest rule when several attributes were changed', () => {
    const changes = [
      { attribute: 'name', from: 'auto', to: 'theirs' },
      { attribute: 'role_arn', from: 'arn:ours', to: 'arn:theirs' },
    ];

    expect(repairsOf(entry('connection-settings', 'auto', { status: 'changed', changes })).replace).toEqual([
      'null_resource.connection_guard["auto"]',
    ]);
  });

  it.each<[string, TrackedLive]>([
    ['what is in sync', entry('allowed-host', '*.amazonaws.com', { status: 'in-sync' })],
    ['what cannot be read', entry('legacy-connection', 'ops', { status: 'unreadable' })],
    ['what has left the deployment file', entry('allowed-host', 'old.example.com', missing)],
    ['what has left it and cannot be seen', entry('connection', 'old', hidden)],
  ])('does nothing about %s', (_, drifted) => {
    expect(repairsOf(drifted)).toEqual({ replace: [], refused: [] });
  });

  it('makes a connection again that is bound to another role, because a role can never change', () => {
    const settings = entry('connection-settings', 'auto', changed('role_arn', 'arn:ours', 'arn:theirs'));

    expect(repairsOf(entry('connection', 'auto', { status: 'in-sync' }), settings).replace).toEqual([
      'null_resource.connection_guard["auto"]',
    ]);
  });

  it('sets a role again that is not set any more', () => {
    const settings = entry('connection-settings', 'auto', changed('role_arn', 'arn:ours', ''));

    expect(repairsOf(settings).replace).toEqual([settings.address]);
  });

  it('leaves settings and shares to the connection that is made again', () => {
    const { replace } = repairsOf(
      entry('connection', 'auto', missing),
      entry('connection-settings', 'auto', missing),
      entry('connection-share', 'auto/all-users', missing),
      entry('legacy-connection', 'ops', missing),
      entry('connection-share', 'ops/group:Site reliability', missing),
    );

    expect(replace).toEqual(['null_resource.connection["auto"]', 'null_resource.legacy_connection["ops"]']);
  });

  it('makes the policy again beside its actor, whose new user gets another group', () => {
    expect(
      repairsOf(entry('workflow-actor', 'runner', missing), entry('workflow-actor-policy', 'runner', missing)).replace,
    ).toEqual(['null_resource.workflow_actor["runner"]', 'null_resource.workflow_actor_policy["runner"]']);
  });

  it('keeps apart what only begins with the same key', () => {
    const drift = [entry('connection', 'auto', missing), entry('connection-share', 'kept/group:Team', missing)];

    expect(repairsOf(...drift).replace).toEqual(drift.map(({ address }) => address));
  });

  it('repairs settings and shares of a connection that is adopted, because it keeps its object id', () => {
    const drift = [
      entry('connection', 'kept', changed('external_id', 'ours', 'theirs')),
      entry('connection-settings', 'kept', changed('name', 'kept', 'theirs')),
      entry('connection-share', 'kept/service-user:runner', missing),
    ];

    expect(repairsOf(...drift, entry('connection-share', 'kept/group:Team', { status: 'in-sync' }))).toEqual({
      replace: drift.map(({ address }) => address),
      refused: [],
    });
  });

  it('leaves alone what belongs to a connection that something else has taken', () => {
    const { replace, refused } = repairsOf(
      entry('connection', 'auto', changed('external_id', 'ours', 'theirs')),
      entry('connection-settings', 'auto', changed('name', 'auto', 'theirs')),
      entry('connection-share', 'auto/all-users', missing),
    );

    expect([replace, refused.map(({ address }) => address)]).toEqual([[], ['null_resource.connection["auto"]']]);
  });

  it('takes what cannot be seen neither for gone nor for something to make a second time', () => {
    const { replace, refused } = repairsOf(
      entry('connection', 'auto', hidden),
      entry('connection-settings', 'auto', missing),
      entry('connection-share', 'auto/all-users', missing),
    );

    expect(replace).toEqual([]);
    expect(refused).toEqual([
      {
        address: 'null_resource.connection["auto"]',
        reason: 'the connection auto cannot be seen: these credentials cannot see it.',
      },
    ]);
  });

  it.each<[string, TrackedLive, RegExp]>([
    [
      'a connection of somebody else',
      entry('connection', 'auto', changed('external_id', 'a', 'theirs/1')),
      /^the connection auto was changed \(external_id is theirs\/1, not a\): something else took it over; .*adopt: true/,
    ],
    [
      'one that has lost its external id',
      entry('legacy-connection', 'ops', changed('external_id', 'a', '')),
      /external_id is none, not a/,
    ],
    [
      'an app that failed',
      entry('hub-app', 'dynatrace.aws.connector', changed('status', 'OK', 'ERROR')),
      /^the app dynatrace\.aws\.connector was changed \(status is ERROR, not OK\): wait if it is pending; otherwise repair it/,
    ],
  ])('says why it refuses %s, and what to do', (_, drifted, reason) => {
    expect(repairsOf(drifted)).toEqual({
      replace: [],
      refused: [{ address: drifted.address, reason: expect.stringMatching(reason) }],
    });
  });

  it('writes addresses as Terraform reads them', () => {
    const share = 'group:a "b" ${c}';
    const drifted = entry('connection-share', `ops/${share}`, missing);
    const connections = { ops: { account: 'main', share: [{ group: 'a "b" ${c}' }] } };

    expect(planRepairs(tenantWith({ connections }), [drifted]).replace).toEqual([
      'null_resource.connection_share["ops/group:a \\"b\\" $${c}"]',
    ]);
  });
});
