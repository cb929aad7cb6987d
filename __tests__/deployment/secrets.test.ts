import { findSecrets, looksSecret } from '../../deployment/secrets';
import { edited, GOOD, problemsOf, withConnection, withTenant } from './support';

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
      `\`tenants.prod.credentials\` must not contain a Dynatrace token; ${CURE} (deployment.yaml:9:5)`,
    ],
    [
      'a client secret in a text',
      withConnection(`name: "see ${CLIENT_SECRET}"`),
      `\`tenants.prod.connections.ops.name\` must not contain a Dynatrace token; ${CURE} (deployment.yaml:12:9)`,
    ],
    [
      'a platform token in a comment',
      `${GOOD}# ${CLIENT_SECRET.replace('s02', 's16')}\n`,
      `\`deployment.yaml\` must not contain a Dynatrace token; ${CURE} (deployment.yaml:12:3)`,
    ],
    [
      'an AWS secret access key',
      withConnection(`role: {description: ${AWS_SECRET}}`),
      `\`tenants.prod.connections.ops.role.description\` must not contain an AWS secret access key; ${CURE} (deployment.yaml:12:16)`,
    ],
    [
      'an AWS secret access key in a commented assignment',
      `${GOOD}# export AWS_SECRET_ACCESS_KEY=${AWS_SECRET}\n`,
      `\`deployment.yaml\` must not contain an AWS secret access key; ${CURE} (deployment.yaml:12:32)`,
    ],
    [
      'an AWS access key id',
      withConnection(`role: {description: ${['AKIA', 'IOSFODNN7EXAMPLE'].join('')}}`),
      `\`tenants.prod.connections.ops.role.description\` must not contain an AWS access key; ${CURE} (deployment.yaml:12:16)`,
    ],
    [
      'a Terraform token',
      withConnection(`role: {description: ${['abcdefghijklmn', 'atlasv1', 'z'.repeat(60)].join('.')}}`),
      `\`tenants.prod.connections.ops.role.description\` must not contain a Terraform token; ${CURE} (deployment.yaml:12:16)`,
    ],
    [
      'a password in an address',
      edited('abc12345.apps', 'https://me:hunter2@abc12345.apps'),
      `\`tenants.prod.environment\` must not contain a user name or password in a URL; ${CURE} (deployment.yaml:8:5)`,
    ],
    [
      'a password in an address without a scheme',
      edited('abc12345.apps', 'me:hunter2@abc12345.apps'),
      '`tenants.prod.environment` must not contain credentials; export them as environment variables instead (deployment.yaml:8:5)',
    ],
    [
      'a token in an element of a list',
      withTenant(`allowedHosts: [example.com, ${API_TOKEN}]`),
      `\`tenants.prod.allowedHosts[1]\` must not contain a Dynatrace token; ${CURE} (deployment.yaml:9:33)`,
    ],
  ])('%s is refused once, and not repeated', (_, text, line) => {
    const problems = problemsOf(text);

    expect(problems).toEqual([line]);
    expect(problems.join()).not.toMatch(/ST2EY72K|ABCDEFGH|wJalr|IOSFODNN|hunter2|zzz/);
  });

  test('as a key is not repeated either', () => {
    const problems = problemsOf(`${GOOD}${API_TOKEN}: x\n`);

    expect(problems).toEqual([
      `\`[what looks like a credential]\` must not contain a Dynatrace token; ${CURE} (deployment.yaml:12:1)`,
      '`[what looks like a credential]` is not a known key; known keys are `name`, `backend`, `runner`, `accounts`, `tenants` (deployment.yaml:12:1)',
    ]);
  });

  test('is not repeated from text that is not valid YAML', () => {
    const problems = problemsOf(`name: test\nfoo: *${API_TOKEN}\nbar: !${API_TOKEN} x\n"${CLIENT_SECRET}`);

    expect(problems.length).toBeGreaterThan(1);
    expect(problems.join('\n')).not.toMatch(/ST2EY72K|ABCDEFGH/);
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
