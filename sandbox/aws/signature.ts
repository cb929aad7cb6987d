import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SandboxRequest } from '../server';
import { AwsError } from './aws-error';

/** How far the time of a signature may be from the time here. Source: "Signing AWS API requests". */
const TOLERANCE_MINUTES = 15;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

/** The parts of an Authorization header, which nobody has checked yet. */
export interface Signature {
  accessKeyId: string;
  /** Day of the credential's scope, `20261124`. */
  day: string;
  region: string;
  service: string;
  signedHeaders: string[];
  /** In hexadecimal. */
  value: string;
  /** Time of the request in ISO 8601's basic form, `20261124T063000Z`. */
  time: string;
}

/** @throws AwsError when a request is not signed, or by no signature of version 4. */
export function readSignature({ headers }: SandboxRequest): Signature {
  const { authorization } = headers;
  if (!authorization) {
    throw new AwsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token');
  }
  const match = FORM.exec(authorization);
  if (!match) throw incomplete(`Authorization header is not in the form of ${ALGORITHM}.`);
  const time = headers['x-amz-date'];
  if (typeof time !== 'string') {
    throw incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  const [, accessKeyId = '', day = '', region = '', service = '', signedHeaders = '', value = ''] = match;
  return { accessKeyId, day, region, service, signedHeaders: signedHeaders.split(';'), value, time };
}

/**
 * Checks that a request was signed for a service with a secret, lately, and has not changed since.
 *
 * @param now in milliseconds
 * @throws AwsError SignatureDoesNotMatch; texts as recorded on AWS
 */
export function verifySignature(
  request: SandboxRequest,
  signature: Signature,
  { service, secret, now }: { service: string; secret: string; now: number },
): void {
  const { day, time, signedHeaders, value } = signature;
  if (signature.service !== service) throw mismatch(`Credential should be scoped to correct service: '${service}'. `);
  if (!time.startsWith(day)) {
    throw mismatch(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${day}' != '${time.slice(0, 8)}', from '${time}'.`,
    );
  }
  checkTime(time, now);
  if (!signedHeaders.includes('host')) throw mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const expected = Buffer.from(signatureOf(request, signature, secret), 'hex');
  if (timingSafeEqual(expected, Buffer.from(value, 'hex'))) return;
  throw mismatch(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.',
  );
}

/** The headers with which a request is signed, for tests that send their own. */
export function signRequest(
  request: { url: string; body: string },
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
  { service, region = 'us-east-1', now = Date.now() }: { service: string; region?: string; now?: number },
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const { host, pathname, searchParams } = new URL(request.url);
  const time = basicTime(now);
  const day = time.slice(0, 8);
  const headers = {
    host,
    'x-amz-date': time,
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const parts = { accessKeyId, day, region, service, signedHeaders: Object.keys(headers).sort(), value: '', time };
  const sent = { method: 'POST', path: pathname, query: searchParams, headers, body: Buffer.from(request.body) };
  const value = signatureOf(sent, parts, secretAccessKey);
  const credential = `${accessKeyId}/${day}/${region}/${service}/aws4_request`;
  const { host: _, ...others } = headers;
  return {
    ...others,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${parts.signedHeaders.join(';')}, Signature=${value}`,
  };
}

function signatureOf(request: SandboxRequest, signature: Signature, secret: string): string {
  const { day, region, service, signedHeaders, time } = signature;
  const query = [...request.query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders.map((name) => `${name}:${headerText(request.headers[name])}\n`).join('');
  const canonical = [request.method, request.path, query, headers, signedHeaders.join(';'), sha256(request.body)];
  const scope = `${day}/${region}/${service}/aws4_request`;
  const content = [ALGORITHM, time, scope, sha256(canonical.join('\n'))].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));
  return hmac(key, content).toString('hex');
}

function checkTime(time: string, now: number): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time)?.slice(1);
  if (!parts) throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${time}'.`);
  const [year, month, day, hour, minute, second] = parts;
  const sent = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const tolerance = TOLERANCE_MINUTES * 60_000;
  const limit = (sign: '-' | '+') => `(${basicTime(now)} ${sign} ${TOLERANCE_MINUTES} min.)`;
  if (sent < now - tolerance) {
    throw mismatch(`Signature expired: ${time} is now earlier than ${basicTime(now - tolerance)} ${limit('-')}`);
  }
  if (sent > now + tolerance) {
    throw mismatch(
      `Signature not yet current: ${time} is still later than ${basicTime(now + tolerance)} ${limit('+')}`,
    );
  }
}

function basicTime(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}

function headerText(value: string | string[] | undefined): string {
  return [value ?? ''].flat().join(',').trim().replace(/ +/g, ' ');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

function mismatch(message: string): AwsError {
  return new AwsError('SignatureDoesNotMatch', 403, message);
}

function incomplete(message: string): AwsError {
  return new AwsError('IncompleteSignature', 400, message);
}
