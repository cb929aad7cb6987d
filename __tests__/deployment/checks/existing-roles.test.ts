import { deploymentOf, problemsOf, withAccount, withConnection } from '../support';

const ARN = 'arn:aws:iam::123456789012:role/team/owned';
const at = '`tenants.prod.connections.ops';
const withRole = (...lines: string[]) => withConnection('role:', ...lines.map((line) => `  ${line}`));

test.each([
  [
    'that is not an ARN',
    withRole('existing: owned'),
    `${at}.role.existing\` must be the ARN of an IAM role, got "owned" (deployment.yaml:13:11)`,
  ],
  [
    'of another account',
    withRole('existing: arn:aws:iam::210987654321:role/owned'),
    `${at}.role.existing\` must be a role in the account 123456789012, got "arn:aws:iam::210987654321:role/owned" (deployment.yaml:13:11)`,
  ],
  [
    'of another partition',
    withRole('existing: arn:aws-cn:iam::123456789012:role/owned'),
    `${at}.role.existing\` must be in the partition aws, like its account, got "arn:aws-cn:iam::123456789012:role/owned" (deployment.yaml:13:11)`,
  ],
  [
    'with a name',
    withRole(`existing: ${ARN}`, 'name: other'),
    `${at}.role.name\` must be left out with \`role.existing\`, because this file does not manage the role then (deployment.yaml:14:11)`,
  ],
  [
    'that is imported',
    withRole(`existing: ${ARN}`, 'import: true'),
    `${at}.role.import\` must be left out with \`role.existing\`, because this file does not manage the role then (deployment.yaml:14:11)`,
  ],
  [
    'with permissions',
    `${withRole(`existing: ${ARN}`)}        permissions: {}\n`,
    `${at}.permissions\` must be left out with \`role.existing\`, because this file does not manage the role then (deployment.yaml:14:9)`,
  ],
  [
    'that another connection uses too',
    `${withRole(`existing: ${ARN}`)}      next: {account: main, role: {existing: "${ARN}"}}\n`,
    `\`tenants.prod.connections.next.role.existing\` must be a different role from that of \`ops\`, got "${ARN}"; write \`roleOf: ops\` to use the same role (deployment.yaml:14:36)`,
  ],
  [
    'that this file creates',
    `${withRole('name: owned')}      next: {account: main, role: {existing: "${ARN}"}}\n`,
    `\`tenants.prod.connections.next.role.existing\` must differ from the role name of ${at}\`, got "owned" (deployment.yaml:14:36)`,
  ],
])('a role of somebody else %s is refused', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
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
