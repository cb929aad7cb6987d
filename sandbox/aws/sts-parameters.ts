import { SESSION } from '../facts/aws-limits';
import type { Partition } from '../facts/aws-names';
import { AwsError, constraintError, validationError } from './aws-error';
import type { ManagedPolicies } from './managed-policies';
import type { PolicyDocument } from './policy-document';
import { readIdentityPolicy } from './policy-validation';
import { fieldName, type Query } from './query';

/** What a request to assume a role asks for. */
export interface SessionRequest {
  accountId: string;
  roleArn: string;
  roleName: string;
  sessionName: string;
  seconds: number;
  /** Session policies, which narrow what the role may do. */
  policies: PolicyDocument[];
}

/** Reads the parameters that AssumeRole and AssumeRoleWithWebIdentity have in common. */
export function readSessionRequest(query: Query, partition: Partition, managed: ManagedPolicies): SessionRequest {
  const { roleArn, accountId, roleName } = readRoleArn(query, partition);
  return {
    roleArn,
    accountId,
    roleName,
    sessionName: readSessionName(query),
    seconds: readSeconds(query),
    policies: readSessionPolicies(query, accountId, partition, managed),
  };
}

function readRoleArn(query: Query, partition: Partition) {
  const roleArn = query.required('RoleArn');
  if (roleArn.length < 20) throw quoted(query, 'RoleArn', 'have length greater than or equal to 20');
  if (roleArn.length > 2048) throw quoted(query, 'RoleArn', 'have length less than or equal to 2048');
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(roleArn)) throw validationError(`${roleArn} is invalid`);
  const match = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
  if (!match || match[1] !== partition) throw validationError('Request ARN is invalid');
  return { roleArn, accountId: match[2] as string, roleName: match[3] as string };
}

function readSessionName(query: Query): string {
  const name = query.required('RoleSessionName');
  if (name.length < 2) throw quoted(query, 'RoleSessionName', 'have length greater than or equal to 2');
  if (name.length > 64) throw quoted(query, 'RoleSessionName', 'have length less than or equal to 64');
  if (!/^[\w+=,.@-]*$/.test(name)) {
    throw quoted(query, 'RoleSessionName', 'satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  return name;
}

function readSeconds(query: Query): number {
  const { min, max } = SESSION.seconds;
  const seconds = query.integer('DurationSeconds') ?? SESSION.seconds.default;
  if (seconds < min) throw quoted(query, 'DurationSeconds', `have value greater than or equal to ${min}`);
  if (seconds > max) throw quoted(query, 'DurationSeconds', `have value less than or equal to ${max}`);
  return seconds;
}

function readSessionPolicies(query: Query, accountId: string, partition: Partition, managed: ManagedPolicies) {
  const arns = query.structures('PolicyArns').map((structure) => structure.arn ?? '');
  if (arns.length > SESSION.managedPolicies) {
    throw constraintError('policyArns', `have length less than or equal to ${SESSION.managedPolicies}`);
  }
  for (const arn of arns) checkSessionPolicy(arn, accountId, managed);
  const inline = query.text('Policy');
  if (inline && inline.length > SESSION.inlinePolicy) {
    throw quoted(query, 'Policy', `have length less than or equal to ${SESSION.inlinePolicy}`);
  }
  return [...arns.map((arn) => managed.document(arn)), ...(inline ? [readIdentityPolicy(inline, partition)] : [])];
}

/** A session policy must exist in the account of the role. STS has no code of its own for one that does not. */
function checkSessionPolicy(arn: string, accountId: string, managed: ManagedPolicies): void {
  try {
    managed.checkAttachable(arn);
  } catch (error) {
    if (error instanceof AwsError) throw validationError(error.message);
    throw error;
  }
  const owner = arn.split(':')[4];
  if (owner !== 'aws' && owner !== accountId) throw validationError(`ARN ${arn} is not valid.`);
}

/** STS repeats the value in what it says of a parameter, which IAM does not. */
function quoted(query: Query, parameter: string, rule: string): AwsError {
  return validationError(
    `1 validation error detected: Value '${query.text(parameter)}' at '${fieldName(parameter)}' ` +
      `failed to satisfy constraint: Member must ${rule}`,
  );
}
