import { planLayoutMoves } from '../../../commands/plan/layout-moves';
import type { StateFile, StoredResource } from '../../../terraform/state-file';
import { deploymentWith, stacksOf } from '../../support/deployment';

const connections = { ops: { account: 'main' }, audit: { account: 'other' } };

function stacks(layout: 'tenant' | 'account') {
  return stacksOf(
    deploymentWith({
      root: {
        accounts: {
          main: { id: '123456789012', region: 'eu-central-1' },
          other: { id: '210987654321', region: 'eu-central-1' },
        },
      },
      tenant: { layout },
      connections,
    }),
  );
}

function resource(type: string, name: string, ...keys: string[]): StoredResource {
  const instances = keys.length ? keys.map((key) => ({ index_key: key, attributes: { id: key } })) : [{}];
  return { mode: 'managed', type, name, provider: 'provider', instances };
}

function state(...resources: StoredResource[]): StateFile {
  return { version: 4, terraform_version: '1.11.4', serial: 7, lineage: 'a', outputs: { x: 1 }, resources };
}

const WHOLE = state(
  resource('null_resource', 'owner'),
  resource('null_resource', 'preflight', 'all'),
  resource('null_resource', 'inventory', 'all'),
  resource('null_resource', 'allowed_host_guard', '*.amazonaws.com'),
  resource('null_resource', 'legacy_connection_guard', 'ops', 'audit'),
  resource('null_resource', 'connection_share', 'ops/all-users'),
  resource('aws_iam_role', 'main', 'ops'),
  resource('aws_iam_role', 'other', 'audit'),
);

const placesOf = ({ resources }: StateFile) =>
  resources.flatMap(({ type, name, instances }) =>
    instances.map(({ index_key: key }) => `${type}.${name}${key ? `[${key}]` : ''}`),
  );

describe('planLayoutMoves', () => {
  test('takes a stack apart by accounts, and brings it together again', () => {
    const { states, moved } = planLayoutMoves(stacks('account'), new Map([['prod', WHOLE]]));

    expect(moved).toBe(5);
    expect(placesOf(states.get('prod') as StateFile)).toEqual([
      'null_resource.owner',
      'null_resource.preflight[all]',
      'null_resource.inventory[all]',
      'null_resource.allowed_host_guard[*.amazonaws.com]',
    ]);
    expect(placesOf(states.get('prod-main') as StateFile)).toEqual([
      'null_resource.legacy_connection_guard[ops]',
      'null_resource.connection_share[ops/all-users]',
      'aws_iam_role.main[ops]',
    ]);
    expect(placesOf(states.get('prod-other') as StateFile)).toEqual([
      'null_resource.legacy_connection_guard[audit]',
      'aws_iam_role.other[audit]',
    ]);
    expect(states.get('prod')).toMatchObject({ serial: 8, lineage: 'a', outputs: {} });

    const back = planLayoutMoves(stacks('tenant'), states);
    expect(placesOf(back.states.get('prod') as StateFile).sort()).toEqual(placesOf(WHOLE).sort());
    expect(placesOf(back.states.get('prod-main') as StateFile)).toEqual([]);
  });

  test('ends a move that was interrupted after the first state', () => {
    const { states } = planLayoutMoves(stacks('account'), new Map([['prod', WHOLE]]));
    const interrupted = new Map([
      ['prod', WHOLE],
      ['prod-main', states.get('prod-main') as StateFile],
    ]);

    const again = planLayoutMoves(stacks('account'), interrupted);

    expect(placesOf(again.states.get('prod-main') as StateFile).sort()).toEqual(
      placesOf(states.get('prod-main') as StateFile).sort(),
    );
  });

  test('has nothing to move where everything is in its place', () => {
    expect(planLayoutMoves(stacks('tenant'), new Map([['prod', WHOLE]])).moved).toBe(0);
  });
});
