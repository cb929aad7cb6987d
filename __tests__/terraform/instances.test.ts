import { slotOf, trackedInstances } from '../../terraform/instances';
import type { StateResource } from '../../terraform/json';

const environment = 'https://abc12345.apps.dynatrace.com';

function nullResource(name: string, index: string, triggers: object, more: Partial<StateResource> = {}): StateResource {
  const address = `null_resource.${name}["${index}"]`;
  return { address, mode: 'managed', type: 'null_resource', name, index, values: { id: '1', triggers }, ...more };
}

function stateOf(...resources: StateResource[]) {
  return { values: { root_module: { resources } } };
}

describe('trackedInstances', () => {
  it('joins each resource with what its create reported', () => {
    const state = stateOf(
      nullResource('allowed_host', '*.amazonaws.com', { environment, host: '*.amazonaws.com' }),
      nullResource('allowed_host', 'api.example.com', { environment, host: 'api.example.com' }),
      nullResource('allowed_host_origin', 'api.example.com', {
        environment,
        host: 'api.example.com',
        origin: 'present',
      }),
      nullResource('allowed_host_origin', '*.amazonaws.com', { environment, host: '*.amazonaws.com', origin: 'added' }),
    );

    const tracked = trackedInstances(state);

    expect(tracked.map(({ key, instance }) => [key, instance])).toEqual([
      ['*.amazonaws.com', { environment, host: '*.amazonaws.com', origin: 'added' }],
      ['api.example.com', { environment, host: 'api.example.com', origin: 'present' }],
    ]);
    expect(tracked[0]).toMatchObject({
      kind: 'allowed-host',
      address: 'null_resource.allowed_host["*.amazonaws.com"]',
      id: '1',
      tainted: false,
    });
  });

  it('leaves out what was not recorded, as after a create that failed', () => {
    const state = stateOf(
      nullResource('connection', 'ops', { environment, key: 'ops' }, { tainted: true }),
      nullResource('connection_id', 'ops', { environment, key: 'ops', object_id: '' }),
    );

    expect(trackedInstances(state)).toMatchObject([{ tainted: true, instance: { environment, key: 'ops' } }]);
  });

  it('keeps to the order of the kinds, and passes over everything else', () => {
    const state = stateOf(
      nullResource('connection_share', 'ops/all-users', { environment }),
      { address: 'aws_iam_role.ops', mode: 'managed', type: 'aws_iam_role', name: 'ops', values: {} },
      { ...nullResource('hub_app', 'app', { environment }), mode: 'data' },
      nullResource('somebody_elses', 'x', { environment }),
      nullResource('preflight', 'prod', { environment }),
    );

    expect(trackedInstances(state).map(({ kind }) => kind)).toEqual(['preflight', 'connection-share']);
  });

  it('finds nothing in the state of a stack that was never deployed', () => {
    expect(trackedInstances({})).toEqual([]);
  });
});

describe('slotOf', () => {
  it('tells a resource from the one that records for it', () => {
    expect(slotOf({ type: 'null_resource', name: 'legacy_connection_id' })).toEqual({
      kind: 'legacy-connection',
      record: 'object_id',
    });
    expect(slotOf({ type: 'null_resource', name: 'connection_settings' })).toEqual({ kind: 'connection-settings' });
    expect(slotOf({ type: 'aws_iam_role', name: 'connection' })).toBeUndefined();
  });
});
