import { findSecrets, looksSecret } from '../../deployment/secrets';
import { edited, expectProblem, GOOD, problemsIn, problemsOf, withConnection, withTenant } from './support';

// Put together here, so that no scanner takes this file for a leak.
const API_TOKEN = [
  'dt0c01',
  'ST2EY72KQINMH574WMNVI7YN',
  'G3DFPBEJYMODIDAEX454M7YWBUVEFOWKPRVMWFASS64NFH52PX6BNDVFFM572RZM',
].join('.');
const CLIENT_SECRET = ['dt0s02', 'ABCDEFGH', 'IJKLMNOPQRSTUVWXYZ234567'].join('.');
const AWS_SECRET = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
const CURE = 'revoke it and export a new one as an environment variable';

describe('a credential in the file', () => {
  test.each([
    [
      'an API token as a value',
      withTenant(`credentials: ${API_TOKEN}`),
      'secret-in-file tenants.prod.credentials 9:5',
      `must not contain a Dynatrace token; ${CURE}`,
    ],
    [
      'a client secret in a text',
      withConnection(`name: "see ${CLIENT_SECRET}"`),
      'secret-in-file tenants.prod.connections.ops.name 12:9',
    ],
    [
      'a platform token in a comment',
      `${GOOD}# ${CLIENT_SECRET.replace('s02', 's16')}\n`,
      'secret-in-file deployment.yaml 12:3',
    ],
    [
      'an AWS secret access key',
      withConnection(`role: {description: ${AWS_SECRET}}`),
      'secret-in-file tenants.prod.connections.ops.role.description 12:16',
      `must not contain an AWS secret access key; ${CURE}`,
    ],
    [
      'an AWS secret access key in a commented assignment',
      `${GOOD}# export AWS_SECRET_ACCESS_KEY=${AWS_SECRET}\n`,
      'secret-in-file deployment.yaml 12:32',
    ],
    [
      'an AWS access key id',
      withConnection(`role: {description: ${['AKIA', 'IOSFODNN7EXAMPLE'].join('')}}`),
      'secret-in-file tenants.prod.connections.ops.role.description 12:16',
      `must not contain an AWS access key; ${CURE}`,
    ],
    [
      'a Terraform token',
      withConnection(`role: {description: ${['abcdefghijklmn', 'atlasv1', 'z'.repeat(60)].join('.')}}`),
      'secret-in-file tenants.prod.connections.ops.role.description 12:16',
      `must not contain a Terraform token; ${CURE}`,
    ],
    [
      'a password in an address',
      edited('abc12345.apps', 'https://me:hunter2@abc12345.apps'),
      'secret-in-file tenants.prod.environment 8:5',
      `must not contain a user name or password in a URL; ${CURE}`,
    ],
    [
      'a password in an address without a scheme',
      edited('abc12345.apps', 'me:hunter2@abc12345.apps'),
      'environment-address tenants.prod.environment 8:5',
      'must not contain credentials; export them as environment variables instead',
    ],
    [
      'a token in an element of a list',
      withTenant(`allowedHosts: [example.com, ${API_TOKEN}]`),
      'secret-in-file tenants.prod.allowedHosts[1] 9:33',
    ],
  ])('%s is refused once, and not repeated', (_, text, ...said) => {
    expectProblem(text, ...said);
    expect(JSON.stringify(problemsIn(text))).not.toMatch(/ST2EY72K|ABCDEFGH|wJalr|IOSFODNN|hunter2|zzz/);
  });

  test('as a key is not repeated either', () => {
    const text = `${GOOD}${API_TOKEN}: x\n`;

    expect(problemsOf(text)).toEqual([
      'secret-in-file [what looks like a credential] 12:1',
      'key-unknown [what looks like a credential] 12:1',
    ]);
    expect(JSON.stringify(problemsIn(text))).not.toContain('ST2EY72K');
  });

  test('is not repeated from text that is not valid YAML', () => {
    const problems = problemsIn(`name: test\nfoo: *${API_TOKEN}\nbar: !${API_TOKEN} x\n"${CLIENT_SECRET}`);

    expect(problems.length).toBeGreaterThan(1);
    expect(JSON.stringify(problems)).not.toMatch(/ST2EY72K|ABCDEFGH/);
  });
});

describe('what is no credential', () => {
  test.each([
    ['a thumbprint', '9e99a48a9960b14926bb7f3b02e22da2b0ab7280'],
    ['a path of 40 characters', '/Teams/Observability/Workflows2/Actions/'],
    ['an ARN', 'arn:aws:iam::123456789012:policy/Boundaries/Workflows2/ForEverybody'],
    ['an environment', 'https://abc12345.apps.dynatrace.com/ui/apps/dynatrace.automations'],
    ['an audience', 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector'],
    ['an e-mail address', 'first.last@example.com'],
    ['a placeholder', 'dt0s02.<client id>'],
    ['a UUID', '11111111-2222-3333-4444-555555555555'],
  ])('%s', (_, text) => {
    expect(findSecrets(text)).toEqual([]);
    expect(looksSecret(text)).toBe(false);
  });
});
