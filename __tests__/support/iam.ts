import { parsePolicy } from '../../sandbox/aws/policy-document';
import { isAllowed } from '../../sandbox/aws/policy-evaluation';
import {
  type AwsSandbox,
  SANDBOX_ACCESS_KEY_ID,
  SANDBOX_ACCOUNT_ID,
  SANDBOX_SECRET_ACCESS_KEY,
  signRequest,
} from '../../sandbox/index';

/** Calls IAM behind Terraform's back. @throws Error with IAM's answer when it refuses */
export async function callIam(url: string, action: string, parameters: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString();
  const credentials = { accessKeyId: SANDBOX_ACCESS_KEY_ID, secretAccessKey: SANDBOX_SECRET_ACCESS_KEY };
  const headers = signRequest({ url, body }, credentials, { service: 'iam' });
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action}: ${text}`);
  return text;
}

/** Whether IAM lets a role of the sandbox's account do something, by the inline policies that it has. */
export async function mayDo(aws: AwsSandbox, role: string, action: string, resource: string): Promise<boolean> {
  const { roles } = (await aws.snapshot())[SANDBOX_ACCOUNT_ID] ?? { roles: [] };
  const found = roles.find(({ name }) => name === role);
  if (!found) throw new Error(`IAM has no role ${role}`);
  const policies = Object.values(found.inlinePolicies).map((document) => parsePolicy(JSON.stringify(document)));
  return isAllowed(policies, { action, resource, context: {} });
}

/** Makes a managed policy of the sandbox's account, of which not the first version is in force. @returns its ARN */
export async function makeManagedPolicy(url: string, name: string, document: object, path = '/'): Promise<string> {
  const nothing = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
  const first = { PolicyName: name, Path: path, PolicyDocument: JSON.stringify(nothing) };
  await callIam(url, 'CreatePolicy', first);
  const arn = `arn:aws:iam::${SANDBOX_ACCOUNT_ID}:policy${path}${name}`;
  const version = { PolicyArn: arn, PolicyDocument: JSON.stringify(document), SetAsDefault: 'true' };
  await callIam(url, 'CreatePolicyVersion', version);
  return arn;
}
