import { edited, problemsOf, withAccount } from '../support';

describe('accounts', () => {
  test.each([
    [
      'id with 11 digits',
      edited('"123456789012"', '"12345678901"'),
      '`accounts.main.id` must have 12 digits, got "12345678901" (deployment.yaml:4:5)',
    ],
    [
      'id as a number',
      edited('"123456789012"', '123456789012'),
      '`accounts.main.id` must be quoted, because YAML drops leading zeros from numbers, got 123456789012 (deployment.yaml:4:5)',
    ],
    [
      'id as a number with a leading zero',
      edited('"123456789012"', '012345678901'),
      '`accounts.main.id` must be quoted, because YAML drops leading zeros from numbers, got 012345678901 (deployment.yaml:4:5)',
    ],
    [
      'id that looks octal',
      edited('"123456789012"', '000000000017'),
      '`accounts.main.id` must be quoted, because YAML drops leading zeros from numbers, got 000000000017 (deployment.yaml:4:5)',
    ],
    [
      'no id',
      edited('    id: "123456789012"\n', ''),
      '`accounts.main.id` is required: AWS account id, quoted (deployment.yaml:3:3)',
    ],
    [
      'a region that is none',
      edited('eu-central-1', 'Frankfurt'),
      '`accounts.main.region` must be an AWS region of the partition aws, aws-cn or aws-us-gov, such as eu-central-1, got "Frankfurt" (deployment.yaml:5:5)',
    ],
    [
      'a region of an isolated partition',
      edited('eu-central-1', 'us-iso-east-1'),
      '`accounts.main.region` must be an AWS region of the partition aws, aws-cn or aws-us-gov, such as eu-central-1, got "us-iso-east-1" (deployment.yaml:5:5)',
    ],
    [
      'an unknown partition',
      withAccount('partition: aws-iso'),
      '`accounts.main.partition` must be `aws`, `aws-cn` or `aws-us-gov`, got "aws-iso" (deployment.yaml:6:5)',
    ],
    [
      'a mode that is none',
      withAccount('oidcProvider: exists'),
      '`accounts.main.oidcProvider` must be `create`, `existing` or `import`, got "exists" (deployment.yaml:6:5)',
    ],
    [
      'a long audience',
      withAccount(`extraAudiences: [${'a'.repeat(256)}]`),
      '`accounts.main.extraAudiences[0]` must have at most 255 characters, got 256 characters (deployment.yaml:6:22)',
    ],
    [
      'a thumbprint of zeros',
      withAccount(`thumbprints: ["${'0'.repeat(40)}"]`),
      `\`accounts.main.thumbprints[0]\` must not be all zeros, got "${'0'.repeat(40)}" (deployment.yaml:6:19)`,
    ],
    [
      'a short thumbprint',
      withAccount('thumbprints: [abcdef]'),
      '`accounts.main.thumbprints[0]` must have 40 hexadecimal digits, got "abcdef" (deployment.yaml:6:19)',
    ],
    [
      'six thumbprints',
      withAccount(`thumbprints: [${Array.from({ length: 6 }, (_, i) => `"${i}${'a'.repeat(39)}"`)}]`),
      '`accounts.main.thumbprints` must have at most 5 entries, got a list of 6 (deployment.yaml:6:5)',
    ],
    [
      'a role to assume that is none',
      withAccount('assumeRole: {roleArn: terraform}'),
      '`accounts.main.assumeRole.roleArn` must be the ARN of an IAM role, got "terraform" (deployment.yaml:6:18)',
    ],
    [
      'a role to assume without its ARN',
      withAccount('assumeRole: {}'),
      '`accounts.main.assumeRole.roleArn` is required: ARN of the role (deployment.yaml:6:5)',
    ],
    [
      'a short external id',
      withAccount('assumeRole: {roleArn: "arn:aws:iam::123456789012:role/x", externalId: x}'),
      '`accounts.main.assumeRole.externalId` must have at least 2 characters, got "x" (deployment.yaml:6:63)',
    ],
    [
      'a session name with a space',
      withAccount('assumeRole: {roleArn: "arn:aws:iam::123456789012:role/x", sessionName: a b}'),
      '`accounts.main.assumeRole.sessionName` must consist of letters, digits and any of _+=,.@-, got "a b" (deployment.yaml:6:63)',
    ],
    [
      'a plain endpoint',
      withAccount('endpoints: {iam: "http://iam.example.com"}'),
      '`accounts.main.endpoints.iam` must be an https URL (or http for localhost) without a trailing slash, got "http://iam.example.com" (deployment.yaml:6:17)',
    ],
    [
      'an endpoint that only begins like loopback',
      withAccount('endpoints: {sts: "http://127.0.0.1.example.com"}'),
      '`accounts.main.endpoints.sts` must be an https URL (or http for localhost) without a trailing slash, got "http://127.0.0.1.example.com" (deployment.yaml:6:17)',
    ],
    [
      "AWS's own tag",
      withAccount('tags: {"aws:x": y}'),
      '`accounts.main.tags["aws:x"]` must not begin with "aws:", got "aws:x" (deployment.yaml:6:12)',
    ],
    [
      'a tag as a number',
      withAccount('tags: {cost: 1}'),
      '`accounts.main.tags.cost` must be a string; put it in quotes, got 1 (deployment.yaml:6:12)',
    ],
    [
      'an empty profile',
      withAccount('profile: ""'),
      '`accounts.main.profile` must not be empty, got "" (deployment.yaml:6:5)',
    ],
    [
      'a key with a dot',
      edited('  main:', '  ma.in:').replace('account: main', 'account: ma.in'),
      '`accounts["ma.in"]` must consist of letters, digits, "-" and "_", got "ma.in" (deployment.yaml:3:3)',
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });
});
