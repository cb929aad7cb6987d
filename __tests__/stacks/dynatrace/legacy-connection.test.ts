import { legacyConnections } from '../../../stacks/dynatrace/legacy-connection';
import { stackWith } from '../../support/deployment';

it('wants those of the legacy schema, in which everything is identity', () => {
  const sessionPolicies = ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'];
  const stack = stackWith({
    connections: {
      ops: { account: 'main', name: 'aws ops', sessionPolicies },
      auto: { account: 'main', schema: 'enhanced' },
    },
  });

  expect(legacyConnections(stack).instances).toEqual({
    ops: {
      identity: {
        environment: 'https://abc12345.apps.dynatrace.com',
        schema: 'builtin:hyperscaler-authentication.aws.connection',
        name: 'aws ops',
        role_arn: 'arn:aws:iam::123456789012:role/dynatrace-prod-ops',
        policy_arns: 'arn:aws:iam::aws:policy/A arn:aws:iam::aws:policy/B',
      },
      content: {},
      options: { adopt: false },
    },
  });
});
