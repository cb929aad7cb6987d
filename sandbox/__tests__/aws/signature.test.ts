import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { SANDBOX_ACCESS_KEY_ID } from '../../aws/accounts';
import { SANDBOX_SECRET_ACCESS_KEY } from '../../aws/callers';
import { encode, freshAws, iam, send, signedHeaders, sts } from './client';

const MINUTE = 60_000;
let now = Date.now();
const aws = freshAws(() => ({
  clock: () => now,
  accounts: { [SANDBOX_ACCESS_KEY_ID]: '123456789012', AKIAOTHER: '123456789012' },
  secrets: { AKIAOTHER: 'of the other' },
}));

beforeEach(() => {
  now = Date.UTC(2026, 10, 24, 6, 30);
});

const MISMATCH = { status: 403, code: 'SignatureDoesNotMatch' };
const CHANGED = { ...MISMATCH, message: expect.stringContaining('does not match the signature you provided') };

/** What the signer of AWS's own clients needs of a hash. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as Buffer);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

test("the signature of AWS's own clients is accepted, and so is ours", async () => {
  const { hostname, port, host } = new URL(aws().url);
  const credentials = { accessKeyId: SANDBOX_ACCESS_KEY_ID, secretAccessKey: SANDBOX_SECRET_ACCESS_KEY };
  const signer = new SignatureV4({ credentials, region: 'eu-west-1', service: 'sts', sha256: Sha256 });
  const body = encode({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/',
    query: { 'a b': "c'd*(e)", z: ['2', '1'] },
    headers: { host, 'content-type': 'application/x-www-form-urlencoded', 'x-note': '  two   spaces ' },
    body: body.toString(),
  };

  const { headers } = await signer.sign(request, { signingDate: new Date(now) });

  const query = "a%20b=c'd*(e)&z=2&z=1";
  expect((await send(`${aws().url}/?${query}`, body, headers as Record<string, string>)).status).toBe(200);
  expect((await sts(aws(), 'GetCallerIdentity')).status).toBe(200);
});

test('another secret is refused', async () => {
  expect(await iam(aws(), 'ListRoles', {}, { secretAccessKey: 'wrong' })).toMatchObject(CHANGED);
  expect(await iam(aws(), 'ListRoles', {}, { accessKeyId: 'AKIAOTHER' })).toMatchObject(CHANGED);
  const other = { accessKeyId: 'AKIAOTHER', secretAccessKey: 'of the other' };
  expect((await iam(aws(), 'ListRoles', {}, other)).status).toBe(200);
});

test.each([
  ['body', (headers: object) => ({ body: encode({ Action: 'ListRoles', Version: '2010-05-08', More: '1' }), headers })],
  ['header', (headers: object) => ({ headers: { ...headers, 'content-type': 'text/plain' } })],
  ['query', (headers: object) => ({ query: '/?More=1', headers })],
])('another %s than the one that was signed is refused', async (_part, change) => {
  const signed = encode({ Action: 'ListRoles', Version: '2010-05-08' });
  const {
    body = signed,
    headers,
    query = '',
  } = change(signedHeaders(aws(), signed)) as ReturnType<typeof change> & {
    body?: URLSearchParams;
    query?: string;
  };
  expect(await send(aws().url + query, body, headers as Record<string, string>)).toMatchObject(CHANGED);
});

test.each([
  [-15, 200],
  [15, 200],
])('a clock that is %d minutes off is near enough', async (minutes, status) => {
  expect((await iam(aws(), 'ListRoles', {}, { now: now + minutes * MINUTE })).status).toBe(status);
});

test.each([
  [-16, 'Signature expired: 20261124T061400Z is now earlier than 20261124T061500Z (20261124T063000Z - 15 min.)'],
  [16, 'Signature not yet current: 20261124T064600Z is still later than 20261124T064500Z (20261124T063000Z + 15 min.)'],
])('one that is %d minutes off is not', async (minutes, message) => {
  const answer = await iam(aws(), 'ListRoles', {}, { now: now + minutes * MINUTE });
  expect(answer).toMatchObject({ ...MISMATCH, message });
});

test('the day of the credential must be that of the request', async () => {
  const body = encode({ Action: 'ListRoles', Version: '2010-05-08' });
  const { authorization = '', ...headers } = signedHeaders(aws(), body);
  const yesterday = { ...headers, authorization: authorization.replace('/20261124/', '/20261123/') };
  expect(await send(aws().url, body, yesterday)).toMatchObject({
    ...MISMATCH,
    message: expect.stringContaining("'20261123' != '20261124', from '20261124T063000Z'."),
  });
  const undated = { ...headers, authorization, 'x-amz-date': '20261124-063000' };
  expect(await send(aws().url, body, undated)).toMatchObject({ status: 400, code: 'IncompleteSignature' });
});

test('the host must be signed', async () => {
  const body = encode({ Action: 'ListRoles', Version: '2010-05-08' });
  const { authorization = '', ...headers } = signedHeaders(aws(), body);
  const answer = await send(aws().url, body, { ...headers, authorization: authorization.replace(';host', '') });
  expect(answer).toMatchObject({ ...MISMATCH, message: "'Host' must be a 'SignedHeader' in the AWS Authorization." });
});
