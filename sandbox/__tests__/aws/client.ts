import { SANDBOX_ACCESS_KEY_ID } from '../../aws/accounts';
import { type AwsOptions, type AwsSandbox, startAws } from '../../aws/aws';
import { SANDBOX_SECRET_ACCESS_KEY } from '../../aws/callers';
import { signRequest } from '../../aws/signature';
import { readXml, type XmlNode, xmlText } from '../../aws/xml';
import names from '../../facts/aws-managed-policies.json';

export const ISSUER = 'https://token.dynatrace.com';
export const AUDIENCE = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';
export const SUBJECT = 'dtid:connection/ops';
export const ACCOUNT = '123456789012';
export const PROVIDER_ARN = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.dynatrace.com`;

export interface Answer {
  status: number;
  /** The result element of a success, or the whole answer where there is none. */
  result: XmlNode;
  code?: string;
  message?: string;
}

export interface Signer {
  accessKeyId?: string;
  /** @default SANDBOX_SECRET_ACCESS_KEY */
  secretAccessKey?: string;
  region?: string;
  /** @default that of the action */
  service?: string;
  sessionToken?: string;
  /** Time of the signature, in milliseconds. @default that of the sandbox */
  now?: number;
}

/** Clocks of the sandboxes that were given one. */
const clocks = new WeakMap<AwsSandbox, () => number>();

/** A request's parameters; a list becomes `<name>.member.<n>`, a list of objects `<name>.member.<n>.<field>`. */
export type Parameters = Record<string, string | number | string[] | Record<string, string>[]>;

export function encode(parameters: Parameters): URLSearchParams {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (!Array.isArray(value)) encoded.set(name, String(value));
    else
      for (const [index, item] of value.entries()) {
        const fields = typeof item === 'string' ? { '': item } : item;
        for (const [field, text] of Object.entries(fields)) {
          encoded.set(`${name}.member.${index + 1}${field && `.${field}`}`, text);
        }
      }
  }
  return encoded;
}

/** A signature in the right form that nobody has made. */
export function signature({ accessKeyId = SANDBOX_ACCESS_KEY_ID, region = 'us-east-1', service = 'iam' }: Signer = {}) {
  const credential = `${accessKeyId}/20261124/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${'0a'.repeat(32)}`;
}

/** The headers that the owner of a key sends with a body. */
export function signedHeaders(aws: AwsSandbox, body: URLSearchParams, signer: Signer = {}): Record<string, string> {
  const { accessKeyId = SANDBOX_ACCESS_KEY_ID, secretAccessKey = SANDBOX_SECRET_ACCESS_KEY, sessionToken } = signer;
  const { service = 'iam', region, now = clocks.get(aws)?.() } = signer;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return signRequest({ url: aws.url, body: body.toString() }, credentials, { service, region, now });
}

/** The temporary credentials in an answer of STS. */
export function sessionIn(result: XmlNode): Signer {
  return {
    accessKeyId: xmlText(result, 'Credentials', 'AccessKeyId'),
    secretAccessKey: xmlText(result, 'Credentials', 'SecretAccessKey'),
    sessionToken: xmlText(result, 'Credentials', 'SessionToken'),
  };
}

export async function send(url: string, body: URLSearchParams, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body, headers });
  const root = readXml(await response.text());
  const result = root.children.find(({ name }) => name.endsWith('Result')) ?? root;
  return {
    status: response.status,
    result,
    code: xmlText(root, 'Error', 'Code'),
    message: xmlText(root, 'Error', 'Message'),
  };
}

/** Calls an action of IAM as the aws provider does. */
export function iam(
  aws: AwsSandbox,
  action: string,
  parameters: Parameters = {},
  signer: Signer = {},
): Promise<Answer> {
  return signed(aws, '2010-05-08', 'iam', action, parameters, signer);
}

/** Calls an action of STS with a signature. */
export function sts(
  aws: AwsSandbox,
  action: string,
  parameters: Parameters = {},
  signer: Signer = {},
): Promise<Answer> {
  return signed(aws, '2011-06-15', 'sts', action, parameters, signer);
}

function signed(
  aws: AwsSandbox,
  Version: string,
  service: string,
  Action: string,
  parameters: Parameters,
  signer: Signer,
): Promise<Answer> {
  const body = encode({ Action, Version, ...parameters });
  return send(aws.url, body, signedHeaders(aws, body, { service, ...signer }));
}

export function assumeWithToken(aws: AwsSandbox, parameters: Parameters): Promise<Answer> {
  const request = { RoleArn: roleArn('ops'), RoleSessionName: 'session', ...parameters };
  return send(aws.url, encode({ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', ...request }), {});
}

export function roleArn(name: string, path = '/'): string {
  return `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
}

/** A trust policy for Dynatrace, in which parts of the statement may be replaced. */
export function trust(replaced: object = {}): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: PROVIDER_ARN },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'token.dynatrace.com:aud': AUDIENCE, 'token.dynatrace.com:sub': SUBJECT } },
        ...replaced,
      },
    ],
  });
}

/** ARNs of policies of AWS. */
export function awsPolicies(count: number): string[] {
  return names.slice(0, count).map((name) => `arn:aws:iam::aws:policy/${name}`);
}

export function allow(Action: string | string[], Resource = '*'): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
}

export function createRole(aws: AwsSandbox, RoleName: string, parameters: Parameters = {}): Promise<Answer> {
  return iam(aws, 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust(), ...parameters });
}

/** A sandbox that each test of a file gets anew. */
export function freshAws(options: () => AwsOptions = () => ({})): () => AwsSandbox {
  let aws: AwsSandbox | undefined;
  beforeEach(async () => {
    const given = options();
    aws = await startAws(given);
    if (given.clock) clocks.set(aws, given.clock);
  });
  afterEach(() => aws?.close());
  return () => aws as AwsSandbox;
}
