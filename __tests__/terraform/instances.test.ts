import { addressOf, blocksOf } from '../../model/blocks';
import { KIND_NAMES } from '../../model/kinds';
import { trackedInstances } from '../../terraform/instances';
import type { StateResource } from '../../terraform/json';

const environment = 'https://abc12345.apps.dynatrace.com';

function nullResource(name: string, index: string, triggers: object, more: Partial<StateResource> = {}): StateResource {
  const address = `null_resource.${name}["${index}"]`;
  return { address, mode: 'managed', type: 'null_resource', name, index, values: { id: '1', triggers }, ...more };
}

function tracked(...resources: StateResource[]) {
  return trackedInstances({ values: { root_module: { resources } } });
}

describe('trackedInstances', () => {
  it('takes the blocks of an instance together', () => {
    const mark = { v: '1', owner: '42', label: 'team', key: 'ops', name: 'ops' };

    expect(
      tracked(
        nullResource('connection_id', 'ops', { v: '1', of: '2', object_id: 'vu9U3hXa3q0' }),
        nullResource('connection', 'ops', { v: '1', guard: '1' }),
        nullResource('connection_guard', 'ops', { environment, role_arn: 'arn', ...mark }),
      ),
    ).toEqual([
      {
        kind: 'connection',
        key: 'ops',
        address: 'null_resource.connection["ops"]',
        blocks: {
          guard: 'null_resource.connection_guard["ops"]',
          made: 'null_resource.connection["ops"]',
          record: 'null_resource.connection_id["ops"]',
        },
        unfinished: false,
        instance: { environment, role_arn: 'arn', ...mark, guard: '1', object_id: 'vu9U3hXa3q0' },
      },
    ]);
  });

  it('keeps instances of one kind apart', () => {
    const hosts = tracked(
      nullResource('allowed_host', '*.amazonaws.com', { guard: '1' }),
      nullResource('allowed_host', 'api.example.com', { guard: '1' }),
      nullResource('allowed_host_guard', 'api.example.com', {
        environment,
        host: 'api.example.com',
        before: 'present',
      }),
      nullResource('allowed_host_guard', '*.amazonaws.com', { environment, host: '*.amazonaws.com', before: 'absent' }),
    );

    expect(hosts.map(({ key, instance }) => [key, instance])).toEqual([
      ['api.example.com', { environment, host: 'api.example.com', before: 'present', guard: '1' }],
      ['*.amazonaws.com', { environment, host: '*.amazonaws.com', before: 'absent', guard: '1' }],
    ]);
  });

  it.each<[string, StateResource[]]>([
    ['failed', [nullResource('connection', 'ops', { guard: '1' }, { tainted: true })]],
    ['never ran', []],
  ])('says so when the last create %s', (_, made) => {
    expect(tracked(nullResource('connection_guard', 'ops', { environment }), ...made)).toMatchObject([
      { kind: 'connection', key: 'ops', unfinished: true, instance: { environment } },
    ]);
  });

  it('has the id of the guard that is there, and says when its deletion would be skipped', () => {
    const [connection] = tracked(
      nullResource('connection', 'ops', { guard: 'gone' }),
      nullResource('connection_guard', 'ops', { environment }, { tainted: true }),
    );

    expect(connection).toMatchObject({ deletionSkipped: true, instance: { guard: '1' } });
  });

  it.each([
    ['not kept', [nullResource('allowed_host_look', 'a', {})], '1'],
    [
      'kept empty',
      [nullResource('allowed_host_look', 'a', {}), nullResource('allowed_host_before', 'a', { found: '' })],
      '1',
    ],
    [
      'kept',
      [nullResource('allowed_host_look', 'a', {}), nullResource('allowed_host_before', 'a', { found: 'absent' })],
      undefined,
    ],
  ])('says of which look the answer is missing: %s', (_, resources, unanswered) => {
    expect(tracked(...resources)[0]?.unanswered).toBe(unanswered);
  });

  it('has no object id where none was recorded', () => {
    const [connection] = tracked(
      nullResource('connection', 'ops', { environment }),
      nullResource('connection_id', 'ops', { of: '1', object_id: '' }),
    );

    expect(connection?.instance).toEqual({ environment });
  });

  it('keeps to the order of the kinds, and passes over everything else', () => {
    expect(
      tracked(
        nullResource('connection_share', 'ops/all-users', { environment }),
        { address: 'aws_iam_role.main', mode: 'managed', type: 'aws_iam_role', name: 'connection', values: {} },
        { ...nullResource('hub_app', 'app', { environment }), mode: 'data' },
        nullResource('somebody_elses', 'x', { environment }),
        nullResource('owner', '', {}),
        nullResource('preflight', 'all', { environment }),
      ).map(({ kind }) => kind),
    ).toEqual(['preflight', 'connection-share']);
  });

  it.each(KIND_NAMES)('finds every block of %s, under the address that Terraform gives it', (kind) => {
    const key = 'a "b" ${c}';
    const resources = blocksOf(kind).map((block) => {
      const address = addressOf(kind, block, key);
      const [, name = ''] = /^null_resource\.(\w+)\[/.exec(address) ?? [];
      return { ...nullResource(name, key, { environment }), address };
    });

    const [found, ...others] = tracked(...resources);

    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind, key, address: addressOf(kind, 'made', key) });
    expect(Object.keys(found?.blocks ?? {})).toEqual(blocksOf(kind));
  });

  it('finds nothing in the state of a stack that was never deployed', () => {
    expect(trackedInstances({})).toEqual([]);
  });
});
