import { SANDBOX_ACCESS_KEY_ID, SANDBOX_SECRET_ACCESS_KEY, signRequest } from '../../sandbox/index';

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
