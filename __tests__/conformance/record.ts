import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exchange, exchanges } from '../../sandbox/server';
import { FOLDER, type Recorded } from './exchanges';

/** Keeps what the tests of a file send to the sandbox and get from it. */
const recorded = new Map<string, Recorded>();

function record(message: unknown): void {
  const { server, request, response } = message as Exchange;
  const { method, path, headers, body } = request;
  const one: Recorded = {
    server,
    method,
    path,
    query: [...request.query],
    product: /dynatrace-aws-workflows|aws-sdk-js/.test(headers['user-agent'] ?? ''),
    type: headers['content-type'] ?? '',
    // Bundles of apps are the only binary ones.
    body: headers['content-type'] === 'application/zip' ? '' : body.toString('utf8'),
    ...(response && { answer: answerOf(response) }),
  };
  recorded.set(JSON.stringify(one), one);
}

function answerOf({ status, headers = {}, body }: NonNullable<Exchange['response']>): Recorded['answer'] {
  return { status, gateway: headers['dynatrace-response-source'] === 'API Gateway', body };
}

beforeAll(() => exchanges.subscribe(record));

afterAll(() => {
  exchanges.unsubscribe(record);
  const name = createHash('sha256')
    .update(expect.getState().testPath ?? '')
    .digest('hex');
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), JSON.stringify([...recorded.values()]));
});
