import { IAM_LIMITS, inlinePolicy, type Partition, policySize } from '../../model/iam';
import type { Path } from '../problem';
import { grantedStatements, iamStatement, partitionOfAccount, schemaOf } from '../resolve';
import { type CheckContext, type ConnectionEntry, connectionsOf } from './context';
import { isGrantable } from './workflow-actions';

export function checkPolicies(context: CheckContext): void {
  for (const entry of connectionsOf(context)) {
    checkArns(context, entry);
    checkSessionPolicies(context, entry);
    checkInlinePolicy(context, entry);
  }
}

function checkArns(context: CheckContext, { connection, account, path }: ConnectionEntry): void {
  const lists: [Path, string[]][] = [
    [[...path, 'permissions', 'managedPolicies'], connection.permissions.managedPolicies],
    [[...path, 'sessionPolicies'], connection.sessionPolicies],
  ];
  for (const [at, arns] of lists) {
    for (const [index, arn] of arns.entries()) {
      if (account) checkArn(context, [...at, index], arn, partitionOfAccount(account), account.id);
      if (arns.indexOf(arn) < index) context.report('listed-twice', [...at, index], 'must not be listed twice', arn);
    }
  }
  const { permissionsBoundary } = connection.role;
  if (permissionsBoundary !== undefined && account) {
    const at = [...path, 'role', 'permissionsBoundary'];
    checkArn(context, at, permissionsBoundary, partitionOfAccount(account), account.id);
  }
}

/** IAM attaches only AWS's own policies and those of the role's account. */
function checkArn({ report }: CheckContext, path: Path, arn: string, partition: Partition, accountId: string): void {
  const [, arnPartition, , , owner] = arn.split(':');
  if (arnPartition !== partition)
    report('partition-mismatch', path, `must be in the partition ${partition}, like its account`, arn);
  else if (owner !== 'aws' && owner !== accountId)
    report('account-mismatch', path, `must be an AWS managed policy or a policy in the account ${accountId}`, arn);
}

function checkSessionPolicies({ report }: CheckContext, { tenant, connection, path }: ConnectionEntry): void {
  if (connection.sessionPolicies.length === 0 || schemaOf(tenant, connection) === 'legacy') return;
  const rule = 'must be omitted, because the enhanced schema has no session policies';
  report(
    'session-policies',
    [...path, 'sessionPolicies'],
    `${rule}; restrict the permissions of the role or set \`role.permissionsBoundary\``,
  );
}

function checkInlinePolicy({ report }: CheckContext, { connection, path }: ConnectionEntry): void {
  const { statements } = connection.permissions;
  const at = [...path, 'permissions', 'statements'];
  const grantable = connection.permissions.actions.filter(isGrantable);
  const document = inlinePolicy(grantedStatements({ actions: grantable, statements }));
  const size = policySize(document);
  if (size > IAM_LIMITS.inlinePolicies) {
    report(
      'inline-policy-size',
      [...path, 'permissions'],
      `must result in an inline policy of at most ${IAM_LIMITS.inlinePolicies} characters, got ${size}`,
    );
  }
  const sids = new Set<string>();
  for (const [index, statement] of statements.entries()) {
    if (statement.sid && sids.has(statement.sid)) {
      report('statement-id-twice', [...at, index, 'sid'], 'must be unique among the statements', statement.sid);
    }
    if (statement.sid) sids.add(statement.sid);
    // Source: the pattern of policy documents in API_PutRolePolicy.
    if (!/^[\t\n\r\x20-\xff]*$/.test(JSON.stringify(iamStatement(statement)))) {
      report('statement-letters', [...at, index], 'must consist of the Latin letters and symbols that IAM accepts');
    }
  }
}
