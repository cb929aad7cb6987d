import { parsePolicy } from '../../sandbox/aws/policy-document';
import { isAllowed } from '../../sandbox/aws/policy-evaluation';
import {
  type AwsSandbox,
  SANDBOX_ACCESS_KEY_ID,
  SANDBOX_ACCOUNT_ID,
  SANDBOX_SECRET_ACCESS_KEY,
  type SandboxServer,
  serve,
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

/** IAM with one managed policy and no role. The version that is in force is not the first. */
export function serveManagedPolicy(arn: string, document: object): Promise<SandboxServer> {
  const headers = { 'content-type': 'text/xml' };
  const xml = (action: string, result: string) =>
    `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${result}</${action}Result></${action}Response>`;
  return serve(async ({ body }) => {
    const query = new URLSearchParams(body.toString());
    const action = query.get('Action') ?? '';
    if (query.get('PolicyArn') !== arn) {
      const error = '<Error><Code>NoSuchEntity</Code><Message>nothing of this name</Message></Error>';
      return { status: 404, headers, body: `<ErrorResponse>${error}</ErrorResponse>` };
    }
    if (action === 'GetPolicy') {
      const policy = `<Policy><Arn>${arn}</Arn><DefaultVersionId>v3</DefaultVersionId></Policy>`;
      return { status: 200, headers, body: xml(action, policy) };
    }
    const version = query.get('VersionId');
    const text = version === 'v3' ? encodeURIComponent(JSON.stringify(document)) : '';
    const answer = `<PolicyVersion><Document>${text}</Document><VersionId>${version}</VersionId></PolicyVersion>`;
    return { status: 200, headers, body: xml(action, answer) };
  });
}
