import { edited, expectProblem, problemsOf, withTenant } from '../support';

const hosts = (...names: string[]) => withTenant(`allowedHosts: [${names.map((name) => `"${name}"`).join(', ')}]`);
const many = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.com`);

test.each([
  ['*.com', 'needs at least two segments after the *'],
  ['https://example.com', 'must be a host without a scheme'],
  ['example.com/path', 'must be a host without a path'],
  ['example.com:443', 'must be a host without a port'],
  ['*api.example.com', 'may use * only as its whole first segment'],
  ['api.*.example.com', 'may use * only as its whole first segment'],
  ['a b.example.com', 'must be a host name or an IP address'],
  ['', 'must have 1 to 255 characters'],
])('the host "%s" is refused', (host, rule) => {
  expectProblem(
    hosts('fine.example.com', host),
    'host-pattern tenants.prod.allowedHosts[1] 9:40',
    `${rule}, got ${JSON.stringify(host)}`,
  );
});

test('a host is listed once', () => {
  expect(problemsOf(hosts('example.com', 'EXAMPLE.com'))).toEqual(['listed-twice tenants.prod.allowedHosts[1] 9:35']);
});

test("100 hosts fit, AWS's included", () => {
  expect(problemsOf(hosts(...many(99)))).toEqual([]);
  expectProblem(
    hosts(...many(100)),
    'host-count tenants.prod.allowedHosts 9:5',
    'must have at most 100 hosts, including those of AWS, got 101',
  );
});

test('hosts that a pattern covers do not count', () => {
  expect(problemsOf(hosts(...many(100), '*.example.com'))).toEqual([]);
});

test('the hosts of every partition in use count', () => {
  const text = edited(
    'tenants:\n',
    '  china: {id: "210987654321", region: cn-north-1}\ntenants:\n',
    hosts(...many(99)),
  );

  expect(problemsOf(`${text}      beijing: {account: china}\n`)).toEqual(['host-count tenants.prod.allowedHosts 10:5']);
});
