import { desiredKinds } from '../../stacks/dynatrace';
import { type Move, movedBlocks } from '../../stacks/moves';
import { type Parts, stackWith } from '../support/deployment';
import { synthesizeProd } from '../support/synthesize';

function movesOf(parts: Parts): Move[] {
  const stack = stackWith(parts);
  return movedBlocks(stack, desiredKinds(stack));
}

/** Resource names of what moves. */
const namesOf = (moves: Move[]) => moves.map(({ from }) => from.replace(/\[.*/, ''));

describe('movedBlocks', () => {
  it('moves every block of an enhanced connection and of its role', () => {
    const moves = movesOf({
      connections: { next: { account: 'main', schema: 'enhanced', movedFrom: 'ops', share: [{ allUsers: true }] } },
    });

    expect(namesOf(moves)).toEqual([
      'null_resource.connection_guard',
      'null_resource.connection',
      'null_resource.connection_id',
      'null_resource.connection_settings',
      'null_resource.connection_share_guard',
      'null_resource.connection_share',
      'aws_iam_role.main',
      'aws_iam_role_policy.main',
      'aws_iam_role_policies_exclusive.main',
      'aws_iam_role_policy_attachments_exclusive.main',
    ]);
    expect(moves).toContainEqual({
      from: 'null_resource.connection_share["ops/all-users"]',
      to: 'null_resource.connection_share["next/all-users"]',
    });
    expect(moves).toContainEqual({ from: 'aws_iam_role.main["ops"]', to: 'aws_iam_role.main["next"]' });
  });

  it('moves a legacy connection', () => {
    expect(namesOf(movesOf({ connections: { next: { account: 'main', movedFrom: 'ops' } } }))).toEqual(
      expect.arrayContaining([
        'null_resource.legacy_connection_guard',
        'null_resource.legacy_connection',
        'null_resource.legacy_connection_id',
      ]),
    );
  });

  it('writes keys as Terraform reads them', () => {
    const share = [{ group: 'a "b" ${c}' }];

    expect(movesOf({ connections: { next: { account: 'main', movedFrom: 'ops', share } } })).toContainEqual({
      from: 'null_resource.connection_share["ops/group:a \\"b\\" $${c}"]',
      to: 'null_resource.connection_share["next/group:a \\"b\\" $${c}"]',
    });
  });

  it.each([
    ['that belongs to another connection', { roleOf: 'own' }],
    ['that something else owns', { role: { existing: 'arn:aws:iam::123456789012:role/theirs' } }],
  ])('moves no role %s', (_, settings) => {
    const moves = movesOf({
      connections: { own: { account: 'main' }, next: { account: 'main', movedFrom: 'ops', ...settings } },
    });

    expect(namesOf(moves).filter((name) => name.startsWith('aws'))).toEqual([]);
    expect(moves).not.toEqual([]);
  });

  it('moves the role alone where the connection is retired', () => {
    const connections = {
      next: { account: 'main', movedFrom: 'ops', retired: true },
      user: { account: 'main', schema: 'enhanced', roleOf: 'next' },
    };

    expect(namesOf(movesOf({ connections })).every((name) => name.startsWith('aws_iam_role'))).toBe(true);
  });

  it.each([
    ['all', 'the preflight and the inventory'],
    ['bot', 'the workflow actor'],
  ])('for a connection called %s leaves alone %s of the same key', (key) => {
    const workflowActors = { bot: { group: 'Team', connections: 'all' } };
    const moves = movesOf({
      tenant: { workflowActors },
      connections: { [key]: { account: 'main', movedFrom: 'ops' } },
    });

    expect(namesOf(moves).filter((name) => /preflight|inventory|workflow_actor/.test(name))).toEqual([]);
  });

  it('changes nothing that the key gave its name to', () => {
    const before = synthesizeProd();
    const after = synthesizeProd({ connections: { next: { account: 'main', movedFrom: 'ops' } } });

    expect((after.locals.legacy_connection as Record<string, object>).next).toEqual(
      (before.locals.legacy_connection as Record<string, object>).ops,
    );
    expect((after.locals.main_roles as Record<string, object>).next).toEqual(
      (before.locals.main_roles as Record<string, object>).ops,
    );
    expect(after.moved).toHaveLength(7);
  });

  it('writes no block where nothing has moved', () => {
    expect(synthesizeProd()).not.toHaveProperty('moved');
  });
});
