import { SANDBOX_ACCESS_KEY_ID } from '../../sandbox/index';

/** Calls IAM behind Terraform's back. @throws Error with IAM's answer when it refuses */
export async function callIam(url: string, action: string, parameters: Record<string, string>): Promise<string> {
  const credential = `${SANDBOX_ACCESS_KEY_ID}/20260101/us-east-1/iam/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      'x-amz-date': '20260101T000000Z',
    },
    body: new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action}: ${text}`);
  return text;
}
