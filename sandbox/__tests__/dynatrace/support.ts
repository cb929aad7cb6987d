import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from '../../dynatrace/tenant';

const started: DynatraceSandbox[] = [];

/** Starts a tenant that `stopAll` ends. */
export async function start(options?: DynatraceOptions): Promise<DynatraceSandbox> {
  const sandbox = await startDynatrace(options);
  started.push(sandbox);
  return sandbox;
}

export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  body: any;
  headers: Headers;
}

export interface Options {
  /** Sent as JSON. */
  json?: unknown;
  body?: string | Buffer;
  headers?: Record<string, string>;
  /** @default the administrator's platform token */
  token?: string;
}

/** Sends one request; tokens of the form dt0c01 go out as `Api-Token`. */
export async function call(
  sandbox: DynatraceSandbox,
  method: string,
  path: string,
  { json, body, headers = {}, token = sandbox.admin.platformToken }: Options = {},
): Promise<Answer> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: {
      authorization: `${token.startsWith('dt0c01') ? 'Api-Token' : 'Bearer'} ${token}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...headers,
    },
    body: json === undefined ? (body as string | undefined) : JSON.stringify(json),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
  };
}

/** Asks the token endpoint; fields override the administrator's. */
export function requestToken(sandbox: DynatraceSandbox, fields: Record<string, string>): Promise<Answer> {
  const form = {
    grant_type: 'client_credentials',
    client_id: sandbox.admin.clientId,
    client_secret: sandbox.admin.clientSecret,
    scope: 'settings:objects:read settings:objects:write',
    ...fields,
  };
  return call(sandbox, 'POST', '/sso/oauth2/token', {
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
}

export const PLATFORM = '/platform/classic/environment-api/v2/settings';
export const CLASSIC = '/api/v2/settings';
export const LEGACY = 'builtin:hyperscaler-authentication.aws.connection';
export const ENHANCED = 'builtin:hyperscaler-authentication.connections.aws';
export const HOSTS = 'builtin:dt-javascript-runtime.allowed-outbound-connections';
export const ROLE_ARN = 'arn:aws:iam::123456789012:role/workflows';

export function legacyValue(name: string, roleArn = ROLE_ARN, policyArns: string[] = []) {
  return { name, type: 'webIdentity', webIdentity: { roleArn, policyArns } };
}

export function enhancedValue(name: string, roleArn = '') {
  return { name, type: 'awsWebIdentity', awsWebIdentity: { roleArn, consumers: ['APP:dynatrace.aws.connector'] } };
}

export function hostsValue(hostList: string[], enforced = true) {
  return { allowedOutboundConnections: enforced ? { enforced, hostList } : { enforced } };
}

/** Creates one object. */
export function create(
  sandbox: DynatraceSandbox,
  schemaId: string,
  value: unknown,
  { token, fields = {}, query = '' }: { token?: string; fields?: Record<string, unknown>; query?: string } = {},
): Promise<Answer> {
  const base = token?.startsWith('dt0c01') ? CLASSIC : PLATFORM;
  const json = [{ schemaId, scope: 'environment', value, ...fields }];
  return call(sandbox, 'POST', `${base}/objects${query}`, { json, token });
}

/** The messages of all violations in an answer, of a batch or of a single write. */
export function messages(answer: Answer): string[] {
  const items = Array.isArray(answer.body) ? answer.body : [answer.body];
  return items.flatMap(({ error }) =>
    error?.constraintViolations
      ? error.constraintViolations.map(({ path, message }: { path: string; message: string }) => `${path}: ${message}`)
      : error
        ? [error.message]
        : [],
  );
}
