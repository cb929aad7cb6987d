import { awsHosts, covers, hostPatternProblem } from '../../model/hosts';

test.each([
  ['aws', '*.amazonaws.com'],
  ['aws-us-gov', '*.amazonaws.com'],
  ['aws-cn', '*.amazonaws.com.cn'],
] as const)("the hosts of AWS in %s are '%s', which the allow-list takes", (partition, pattern) => {
  expect(awsHosts(partition)).toBe(pattern);
  expect(hostPatternProblem(pattern)).toBeUndefined();
});

describe('hostPatternProblem', () => {
  test.each([
    '*.example.com',
    '*.api.example.com',
    'example.com',
    'localhost',
    'a.b-c.example.com',
    '_dmarc.example.com',
    '10.0.0.1',
    '2001:db8::1',
    '::1',
    `${'a'.repeat(63)}.example.com`,
    `${'a.'.repeat(125)}aaaaa`,
  ])('accepts "%s"', (pattern) => {
    expect(hostPatternProblem(pattern)).toBeUndefined();
  });

  test.each([
    ['', 'must have 1 to 255 characters'],
    [`${'a.'.repeat(125)}example`, 'must have 1 to 255 characters'],
    ['https://example.com', 'must be a host without a scheme'],
    ['https://*.example.com', 'must be a host without a scheme'],
    ['example.com/', 'must be a host without a path'],
    ['example.com/api', 'must be a host without a path'],
    ['example.com?x', 'must be a host without a path'],
    ['example.com#x', 'must be a host without a path'],
    ['example.com:443', 'must be a host without a port'],
    ['[::1]', 'must be a host without a port'],
    ['a:b', 'must be a host without a port'],
    ['12:34:56', 'must be a host without a port'],
    ['::1:443x', 'must be a host without a port'],
    ['*api.example.com', 'may use * only as its whole first segment'],
    ['api*.example.com', 'may use * only as its whole first segment'],
    ['**.example.com', 'may use * only as its whole first segment'],
    ['api.*.example.com', 'may use * only as its whole first segment'],
    ['*.*.example.com', 'may use * only as its whole first segment'],
    ['123.*.1.1', 'may use * only as its whole first segment'],
    ['example.*', 'may use * only as its whole first segment'],
    ['*', 'needs at least two segments after the *'],
    ['*.com', 'needs at least two segments after the *'],
    ['*..com', 'must be a host name or an IP address'],
    ['example..com', 'must be a host name or an IP address'],
    ['.example.com', 'must be a host name or an IP address'],
    ['example.com.', 'must be a host name or an IP address'],
    ['-a.example.com', 'must be a host name or an IP address'],
    ['a-.example.com', 'must be a host name or an IP address'],
    ['a b.example.com', 'must be a host name or an IP address'],
    ['exämple.com', 'must be a host name or an IP address'],
    [`${'a'.repeat(64)}.example.com`, 'must be a host name or an IP address'],
  ])('refuses "%s": %s', (pattern, problem) => {
    expect(hostPatternProblem(pattern)).toBe(problem);
  });
});

describe('covers', () => {
  test.each([
    ['example.com', 'example.com'],
    ['Example.COM', 'example.com'],
    ['*.amazonaws.com', '*.amazonaws.com'],
    ['*.amazonaws.com', 's3.amazonaws.com'],
    ['*.amazonaws.com', 'sts.eu-central-1.amazonaws.com'],
    ['*.amazonaws.com', '*.eu-central-1.amazonaws.com'],
    ['*.AMAZONAWS.com', 'S3.amazonaws.com'],
  ])('"%s" covers "%s"', (entry, wanted) => {
    expect(covers(entry, wanted)).toBe(true);
  });

  test.each([
    ['*.amazonaws.com', 'amazonaws.com'],
    ['*.amazonaws.com', 'evilamazonaws.com'],
    ['*.amazonaws.com', '*.amazonaws.com.cn'],
    ['*.amazonaws.com', 's3.amazonaws.com.evil.com'],
    ['*.eu-central-1.amazonaws.com', '*.amazonaws.com'],
    ['s3.amazonaws.com', '*.amazonaws.com'],
    ['amazonaws.com', 's3.amazonaws.com'],
    ['', 'example.com'],
  ])('"%s" does not cover "%s"', (entry, wanted) => {
    expect(covers(entry, wanted)).toBe(false);
  });
});
