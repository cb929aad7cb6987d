import { connections } from '../../../stacks/dynatrace/connection';
import { stackWith } from '../../support/deployment';

describe('connections', () => {
  const wanted = connections(
    stackWith({
      connections: {
        ops: { account: 'main' },
        auto: { account: 'main', schema: 'enhanced', name: 'Automation', adopt: true, role: { path: '/team/' } },
      },
    }),
  );

  it('are those of the enhanced schema, bound to a role', () => {
    expect(wanted.instances).toEqual({
      auto: {
        identity: {
          environment: 'https://abc12345.apps.dynatrace.com',
          schema: 'builtin:hyperscaler-authentication.connections.aws',
          role_arn: 'arn:aws:iam::123456789012:role/team/dynatrace-prod-auto',
        },
        content: {},
        options: { adopt: true, name: 'Automation' },
        fixed: { name: 'Automation' },
      },
    });
  });

  it('keep the name that they were created with, and may have another one later', () => {
    expect(wanted.fixed).toEqual(['name']);
  });

  it('have no instance for one that is retired', () => {
    const stack = stackWith({
      connections: {
        old: { account: 'main', schema: 'enhanced', retired: true },
        next: { account: 'main', schema: 'enhanced', roleOf: 'old' },
      },
    });

    expect(Object.keys(connections(stack).instances)).toEqual(['next']);
  });
});
