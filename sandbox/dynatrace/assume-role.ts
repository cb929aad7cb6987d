import { subjectByObjectId } from '../facts/web-identity';
import type { Caller } from './credentials';
import { classicBody, type ErrorBody, type Violation, violation } from './errors';
import { mintToken } from './issuer';
import { isObject } from './router';
import type { AssumeRoleResult, SettingsObject, Tenant } from './state';

interface Candidate {
  objectId: string;
  value: Record<string, unknown>;
  /** The object as it is stored; nothing for a new one. */
  stored?: SettingsObject;
  validateOnly: boolean;
}

/**
 * The validator of the enhanced connection schema: an empty role ARN passes, any other must let Dynatrace assume the
 * role, and once one is stored only the name may change.
 */
export async function connectionError(
  tenant: Tenant,
  caller: Caller,
  { objectId, value, stored, validateOnly }: Candidate,
  path: string,
): Promise<ErrorBody | undefined> {
  if (!caller.user) {
    const reason = 'Could not do validation as request was not done using oAuth.';
    return classicBody(400, 'No OAuth token provided', [violation(path, reason)]);
  }
  const type = String(value.type);
  const at = `${path}/${type}/roleArn`;
  if (stored && roleArnOf(stored.value) && !sameButName(stored.value, value)) {
    return failed([violation(at, 'The connection is immutable once its role ARN is set: only its name can change.')]);
  }
  const roleArn = roleArnOf(value);
  if (!roleArn || (validateOnly && !tenant.behaviour.validateOnlyAssumesRole)) return undefined;
  // Role-based connections are assumed from an AWS account of Dynatrace, which the sandbox does not have.
  const result =
    type === 'awsWebIdentity'
      ? await assumeRole(tenant, roleArn, await connectionToken(tenant, objectId))
      : { denied: denial('AccessDenied', 'Not authorized to perform sts:AssumeRole', 403) };
  if ('ok' in result) return undefined;
  return failed([violation(at, `Unable to assume role with web identity. ${result.denied}`)]);
}

/** The token that Dynatrace sends to AWS for a connection of the enhanced schema. */
export function connectionToken({ issuer, audience }: Tenant, objectId: string): Promise<string> {
  return mintToken(issuer, { subject: subjectByObjectId(objectId), audience });
}

function assumeRole({ behaviour }: Tenant, roleArn: string, token: string): Promise<AssumeRoleResult> {
  if (behaviour.assumeRole) return behaviour.assumeRole(roleArn, token);
  if (behaviour.stsUrl) return callSts(behaviour.stsUrl, roleArn, token);
  return Promise.resolve({
    denied: denial('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403),
  });
}

async function callSts(stsUrl: string, roleArn: string, token: string): Promise<AssumeRoleResult> {
  const form = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'dynatrace-connection-validation',
    WebIdentityToken: token,
  };
  let response: Response;
  try {
    response = await fetch(stsUrl, { method: 'POST', body: new URLSearchParams(form) });
  } catch {
    return { denied: '(SdkClientException) Unable to execute HTTP request to STS' };
  }
  const text = await response.text();
  if (response.ok) return { ok: true };
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  return { denied: denial(part('Code') ?? 'Unknown', part('Message') ?? '', response.status, part('RequestId')) };
}

/** The text of the AWS SDK inside of Dynatrace. */
function denial(code: string, message: string, status: number, requestId = '00000000-0000-0000-0000-000000000000') {
  const service = `Service: Sts, Status Code: ${status}, Request ID: ${requestId}`;
  return `(${code}) ${message} (${service}) (SDK Attempt Count: 1), RequestId ${requestId}`;
}

function roleArnOf(value: Record<string, unknown>): string {
  const authentication = value[String(value.type)];
  return isObject(authentication) ? String(authentication.roleArn ?? '') : '';
}

function sameButName(before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  const parts = ({ type, awsWebIdentity, awsRoleBasedAuthentication }: Record<string, unknown>) => [
    type,
    ...[awsWebIdentity, awsRoleBasedAuthentication].map((item) => isObject(item) && [item.roleArn, item.consumers]),
  ];
  return JSON.stringify(parts(before)) === JSON.stringify(parts(after));
}

function failed(violations: Violation[]): ErrorBody {
  return classicBody(400, 'Validation failed for 1 Setting.', violations);
}
