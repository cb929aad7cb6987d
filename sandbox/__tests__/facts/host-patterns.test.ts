import { hostProblem } from '../../facts/host-patterns';

test.each(['example.com', '*.amazonaws.com', 'a_b.example.com', '10.0.0.1', '::1', '2001:db8::7', 'localhost'])(
  '%s is a host',
  (host) => expect(hostProblem(host)).toBeUndefined(),
);

test.each([
  ['https://example.com', 'a scheme is not allowed'],
  ['example.com/path', 'a path is not allowed'],
  ['example.com:443', 'a port is not allowed'],
  ['*.com', 'a wildcard needs two more segments'],
  ['*', 'a wildcard needs two more segments'],
  ['*api.example.com', 'a wildcard must be the whole first segment'],
  ['api.*.example.com', 'a wildcard must be the whole first segment'],
  ['123.*.1.1', 'a wildcard must be the whole first segment'],
  ['*.1.1.1', 'an IP address takes no wildcard'],
  ['exa mple.com', 'neither an IP address nor a DNS name'],
  ['-a.example.com', 'neither an IP address nor a DNS name'],
  ['example.com.', 'neither an IP address nor a DNS name'],
  [`${'a'.repeat(64)}.com`, 'neither an IP address nor a DNS name'],
])('%s: %s', (host, problem) => {
  expect(hostProblem(host)).toBe(problem);
});
