import { edited, expectProblem, GOOD, problemsOf, withAccount } from '../support';

const SECOND = '  spare:\n    id: "123456789012"\n    region: eu-west-1\n';

test.each([
  [
    'two entries for one account',
    edited('tenants:\n', `${SECOND}tenants:\n`),
    'account-twice accounts.spare.id 7:5',
    'must be a different account from `accounts.main`; connections in the same account share one entry, got "123456789012"',
  ],
  [
    'a partition that is not that of the region',
    withAccount('partition: aws-us-gov'),
    'partition-mismatch accounts.main.partition 6:5',
    'must be `aws`, the partition of the region eu-central-1, got "aws-us-gov"',
  ],
  [
    'a role to assume in another account',
    withAccount('assumeRole: {roleArn: "arn:aws:iam::210987654321:role/terraform"}'),
    'account-mismatch accounts.main.assumeRole.roleArn 6:18',
    'must be a role in the account 123456789012, got "arn:aws:iam::210987654321:role/terraform"',
  ],
  [
    'a role to assume in another partition',
    withAccount('assumeRole: {roleArn: "arn:aws-cn:iam::123456789012:role/terraform"}'),
    'partition-mismatch accounts.main.assumeRole.roleArn 6:18',
    'must be in the partition aws, like the region, got "arn:aws-cn:iam::123456789012:role/terraform"',
  ],
  [
    'further audiences on a provider of somebody else',
    withAccount('oidcProvider: existing', 'extraAudiences: [a]'),
    'provider-not-managed accounts.main.extraAudiences 7:5',
    'must be omitted with `oidcProvider: existing`, because this file then does not manage the provider',
  ],
  [
    'thumbprints on a provider of somebody else',
    withAccount('oidcProvider: existing', `thumbprints: ["${'a'.repeat(40)}"]`),
    'provider-not-managed accounts.main.thumbprints 7:5',
  ],
])('%s', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test.each([
  ['the partition of the region', withAccount('partition: aws')],
  ['a role to assume in the account', withAccount('assumeRole: {roleArn: "arn:aws:iam::123456789012:role/terraform"}')],
  ['further audiences on an own provider', withAccount('oidcProvider: import', 'extraAudiences: [a]')],
  ['a second account', edited('tenants:\n', `${SECOND.replace('123456789012', '210987654321')}tenants:\n`, GOOD)],
])('%s is fine', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});
