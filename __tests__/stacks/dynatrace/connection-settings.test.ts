import { connectionSettings } from '../../../stacks/dynatrace/connection-settings';
import { Reference } from '../../../stacks/expressions';
import { stackWith } from '../../support/deployment';

it('wants name and role of enhanced connections, and says whom the role has to trust', () => {
  const stack = stackWith({
    tenant: { roleTimeout: 30 },
    connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced', name: 'Automation' } },
  });

  expect(connectionSettings(stack).instances).toEqual({
    auto: {
      identity: {
        environment: 'https://abc12345.apps.dynatrace.com',
        schema: 'builtin:hyperscaler-authentication.connections.aws',
        object_id: new Reference('local.connection_id["auto"]'),
      },
      content: { name: 'Automation', role_arn: 'arn:aws:iam::123456789012:role/dynatrace-prod-auto' },
      options: {
        timeout: 30,
        trust: {
          issuer: 'https://token.dynatrace.com',
          audience: 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
        },
      },
    },
  });
});

it('says which provider a role has to trust that is owned elsewhere, whoever else uses it', () => {
  const existing = 'arn:aws:iam::123456789012:role/theirs';
  const stack = stackWith({
    tenant: { schema: 'enhanced' },
    connections: {
      own: { account: 'main' },
      theirs: { account: 'main', role: { existing } },
      second: { account: 'main', roleOf: 'theirs' },
    },
  });
  const { instances } = connectionSettings(stack);
  const providers = Object.entries(instances).map(([key, { options }]) => [key, options.trust.provider]);

  const provider = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';
  expect(Object.fromEntries(providers)).toEqual({ own: undefined, theirs: provider, second: provider });
});
