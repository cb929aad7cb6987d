import { inventory } from '../../../stacks/dynatrace/inventory';
import { Reference } from '../../../stacks/expressions';
import { stackWith } from '../../support/deployment';

describe('inventory', () => {
  it('lists every connection with what the state holds of it, in whatever order the file has them', () => {
    const { instances } = inventory(
      stackWith({
        connections: {
          ops: { account: 'main', name: 'aws "ops"', share: [{ allUsers: true }, { group: 'SRE' }] },
          auto: { account: 'main', schema: 'enhanced', exclusiveShares: true },
        },
      }),
    );

    expect(instances.all?.content.connections).toEqual(
      new Reference(
        'jsonencode([{ schema = local.connection["auto"].identity.schema, ' +
          'object_id = local.connection_id["auto"], name = "auto", accessors = [], exclusive = true }, ' +
          '{ schema = local.legacy_connection["ops"].identity.schema, ' +
          'object_id = local.legacy_connection_id["ops"], name = "aws \\"ops\\"", ' +
          'accessors = ["all-users", "group:SRE"], exclusive = false }])',
      ),
    );
  });

  it('looks before anything is destroyed, because everything that it lists is destroyed after it', () => {
    expect(inventory(stackWith()).destroyVerb).toBe('look');
  });

  it.each([
    [false, true],
    [true, false],
  ])('with exclusive shares %s creates nothing: %s', (exclusiveShares, createsNothing) => {
    expect(inventory(stackWith({ connections: { ops: { account: 'main', exclusiveShares } } }))).toMatchObject({
      createsNothing,
    });
  });

  it('is not there without connections', () => {
    expect(inventory(stackWith({ connections: {} })).instances).toEqual({});
  });
});
