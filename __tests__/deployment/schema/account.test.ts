import { edited, expectProblem, withAccount } from '../support';

describe('accounts', () => {
  test.each([
    [
      'id with 11 digits',
      edited('"123456789012"', '"12345678901"'),
      'value-form accounts.main.id 4:5',
      'must have 12 digits, got "12345678901"',
    ],
    [
      'id as a number',
      edited('"123456789012"', '123456789012'),
      'value-type accounts.main.id 4:5',
      'must be quoted, because YAML drops leading zeros from numbers, got 123456789012',
    ],
    ['id as a number with a leading zero', edited('"123456789012"', '012345678901'), 'value-type accounts.main.id 4:5'],
    ['id that looks octal', edited('"123456789012"', '000000000017'), 'value-type accounts.main.id 4:5'],
    [
      'no id',
      edited('    id: "123456789012"\n', ''),
      'key-missing accounts.main.id 3:3',
      'is required: AWS account id, quoted',
    ],
    [
      'a region that is none',
      edited('eu-central-1', 'Frankfurt'),
      'value-form accounts.main.region 5:5',
      'must be an AWS region of the partition aws, aws-cn or aws-us-gov, such as eu-central-1, got "Frankfurt"',
    ],
    [
      'a region of an isolated partition',
      edited('eu-central-1', 'us-iso-east-1'),
      'value-form accounts.main.region 5:5',
    ],
    [
      'an unknown partition',
      withAccount('partition: aws-iso'),
      'value-choice accounts.main.partition 6:5',
      'must be `aws`, `aws-cn` or `aws-us-gov`, got "aws-iso"',
    ],
    ['a mode that is none', withAccount('oidcProvider: exists'), 'value-choice accounts.main.oidcProvider 6:5'],
    [
      'a long audience',
      withAccount(`extraAudiences: [${'a'.repeat(256)}]`),
      'value-range accounts.main.extraAudiences[0] 6:22',
      'must have at most 255 characters, got 256 characters',
    ],
    [
      'a thumbprint of zeros',
      withAccount(`thumbprints: ["${'0'.repeat(40)}"]`),
      'value-form accounts.main.thumbprints[0] 6:19',
      `must not be all zeros, got "${'0'.repeat(40)}"`,
    ],
    [
      'a short thumbprint',
      withAccount('thumbprints: [abcdef]'),
      'value-form accounts.main.thumbprints[0] 6:19',
      'must have 40 hexadecimal digits, got "abcdef"',
    ],
    [
      'six thumbprints',
      withAccount(`thumbprints: [${Array.from({ length: 6 }, (_, i) => `"${i}${'a'.repeat(39)}"`)}]`),
      'value-range accounts.main.thumbprints 6:5',
      'must have at most 5 entries, got a list of 6',
    ],
    [
      'a role to assume that is none',
      withAccount('assumeRole: {roleArn: terraform}'),
      'value-form accounts.main.assumeRole.roleArn 6:18',
    ],
    [
      'a role to assume without its ARN',
      withAccount('assumeRole: {}'),
      'key-missing accounts.main.assumeRole.roleArn 6:5',
      'is required: ARN of the role',
    ],
    [
      'a short external id',
      withAccount('assumeRole: {roleArn: "arn:aws:iam::123456789012:role/x", externalId: x}'),
      'value-range accounts.main.assumeRole.externalId 6:63',
      'must have at least 2 characters, got "x"',
    ],
    [
      'a session name with a space',
      withAccount('assumeRole: {roleArn: "arn:aws:iam::123456789012:role/x", sessionName: a b}'),
      'value-form accounts.main.assumeRole.sessionName 6:63',
      'must consist of letters, digits and any of _+=,.@-, got "a b"',
    ],
    [
      'a plain endpoint',
      withAccount('endpoints: {iam: "http://iam.example.com"}'),
      'value-form accounts.main.endpoints.iam 6:17',
      'must be an https URL (or http for localhost) without a trailing slash, got "http://iam.example.com"',
    ],
    [
      'an endpoint that only begins like loopback',
      withAccount('endpoints: {sts: "http://127.0.0.1.example.com"}'),
      'value-form accounts.main.endpoints.sts 6:17',
    ],
    [
      "AWS's own tag",
      withAccount('tags: {"aws:x": y}'),
      'key-form accounts.main.tags["aws:x"] 6:12',
      'must not begin with "aws:", got "aws:x"',
    ],
    ['a tag as a number', withAccount('tags: {cost: 1}'), 'value-type accounts.main.tags.cost 6:12'],
    ['an empty profile', withAccount('profile: ""'), 'value-range accounts.main.profile 6:5'],
    [
      'a key with a dot',
      edited('  main:', '  ma.in:').replace('account: main', 'account: ma.in'),
      'key-form accounts["ma.in"] 3:3',
      'must consist of letters, digits, "-" and "_", got "ma.in"',
    ],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
  });
});
