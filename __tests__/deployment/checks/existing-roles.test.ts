import { deploymentOf, expectProblem, problemsOf, withAccount, withConnection } from '../support';

const ARN = 'arn:aws:iam::123456789012:role/team/owned';
const at = 'tenants.prod.connections.ops';
const withRole = (...lines: string[]) => withConnection('role:', ...lines.map((line) => `  ${line}`));

test.each([
  [
    'that is not an ARN',
    withRole('existing: owned'),
    `value-form ${at}.role.existing 13:11`,
    'must be the ARN of an IAM role, got "owned"',
  ],
  [
    'of another account',
    withRole('existing: arn:aws:iam::210987654321:role/owned'),
    `account-mismatch ${at}.role.existing 13:11`,
  ],
  [
    'of another partition',
    withRole('existing: arn:aws-cn:iam::123456789012:role/owned'),
    `partition-mismatch ${at}.role.existing 13:11`,
    'must be in the partition aws, like its account, got "arn:aws-cn:iam::123456789012:role/owned"',
  ],
  [
    'with a name',
    withRole(`existing: ${ARN}`, 'name: other'),
    `role-not-managed ${at}.role.name 14:11`,
    'must be omitted with `role.existing`, because this file then does not manage the role',
  ],
  ['that is imported', withRole(`existing: ${ARN}`, 'import: true'), `role-not-managed ${at}.role.import 14:11`],
  [
    'with permissions',
    `${withRole(`existing: ${ARN}`)}        permissions: {}\n`,
    `role-not-managed ${at}.permissions 14:9`,
  ],
  [
    'that another connection uses too',
    `${withRole(`existing: ${ARN}`)}      next: {account: main, role: {existing: "${ARN}"}}\n`,
    'role-twice tenants.prod.connections.next.role.existing 14:36',
    `must be a different role from that of \`ops\`, got "${ARN}"; write \`roleOf: ops\` to use the same role`,
  ],
  [
    'that this file creates',
    `${withRole('name: owned')}      next: {account: main, role: {existing: "${ARN}"}}\n`,
    'role-name-twice tenants.prod.connections.next.role.existing 14:36',
    `must differ from the role name of \`${at}\`, got "owned"`,
  ],
])('a role of somebody else %s is refused', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test.each([
  ['of one connection', withRole(`existing: ${ARN}`)],
  ['of two connections through roleOf', `${withRole(`existing: ${ARN}`)}      next: {account: main, roleOf: ops}\n`],
  [
    'of two tenants',
    withAccount('providerOwner: prod').concat(
      `        role: {existing: "${ARN}"}\n`,
      `  other:\n    environment: xyz98765.apps.dynatrace.com\n    connections: {ops: {account: main, role: {existing: "${ARN}"}}}\n`,
    ),
  ],
])('a role of somebody else %s is fine', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});

test('a role can be imported', () => {
  expect(deploymentOf(withRole('import: true')).tenants.prod?.connections.ops?.role.import).toBe(true);
});
