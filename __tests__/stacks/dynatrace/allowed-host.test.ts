import { allowedHosts } from '../../../stacks/dynatrace/allowed-host';
import { stackWith } from '../../support/deployment';

it('wants an instance for each host, without those that another one covers', () => {
  const { instances } = allowedHosts(stackWith({ tenant: { allowedHosts: ['API.example.com', '*.example.com'] } }));

  expect(Object.keys(instances)).toEqual(['*.amazonaws.com', '*.example.com']);
  expect(instances['*.example.com']).toEqual({
    identity: { environment: 'https://abc12345.apps.dynatrace.com', host: '*.example.com' },
    content: {},
    options: {},
  });
});
